"""The acts of a file in words, counted and one by one."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.models import Act
from responsibility.models import Post, Unit

DONE = {
    "found": gettext_lazy("设立单位"),
    "rename": gettext_lazy("单位更名"),
    "move": gettext_lazy("单位划转"),
    "end": gettext_lazy("撤销单位"),
    "add_post": gettext_lazy("增设岗位"),
    "register_person": gettext_lazy("登记人员"),
    "appoint": gettext_lazy("任职"),
    "stand_in": gettext_lazy("代理"),
    "relieve": gettext_lazy("结束任期"),
    "register_place": gettext_lazy("登记场所"),
    "complete_place": gettext_lazy("补全场所"),
    "amend_place": gettext_lazy("变更场所"),
}
# The same acts by the chain they stand in, where one name serves several.
BY_CHAIN = {
    ("post", "add"): "add_post",
    ("person", "register"): "register_person",
    ("place", "register"): "register_place",
    ("place", "complete"): "complete_place",
    ("place", "amend"): "amend_place",
}
MOST_TOLD = 500


@dataclass(frozen=True, slots=True)
class Change:
    """One act that a file brings about: what is done, to what, and how it will be."""

    what: str
    about: str
    after: str


def counted(done: Mapping[str, int]) -> str:
    """Return the counts of acts as one line."""
    return "，".join(f"{DONE[name]} {count}" for name, count in done.items())


def told(acts: Sequence[Act]) -> list[Change]:
    """Return the acts of a file in words; asked inside its transaction, before a rehearsal is taken back."""
    ids = [(act, *act.stream.name.partition("/")[::2]) for act in acts]
    numbers = {room: [int(pk) for _act, of, pk in ids if of == room and pk.isdigit()] for room in ("post", "unit")}
    posts = Post.objects.select_related("unit").in_bulk(numbers["post"])
    units = Unit.objects.in_bulk(numbers["unit"])
    found = []
    for act, room, pk in ids:
        name = BY_CHAIN.get((room, act.name), act.name)
        if name not in DONE:
            continue
        data = json.loads(act.body)["data"]
        if room == "post":
            about = f"{posts[int(pk)].unit.name} {posts[int(pk)].title}"
        elif room == "unit":
            about = units[int(pk)].name
        else:
            about = str(data.get("name", ""))
        found.append(Change(str(DONE[name]), about, _after(name, data)))
    return found


def _after(name: str, data: Mapping[str, object]) -> str:
    match name:
        case "appoint" | "stand_in":
            return str(data["name"])
        case "rename":
            return _("%(old)s → %(new)s") % {"old": data["from"], "new": data["to"]}
        case "move":
            return _("到 %(code)s 之下") % {"code": data["to"]}
        case "relieve":
            return _("至 %(until)s") % {"until": str(data["until"])[:16].replace("T", " ")}
        case _:
            return ""
