"""机构: the trees, the search, the empty seats."""

from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from responsibility import chart
from responsibility.cursors import instant, row_number
from responsibility.enums import Tree
from responsibility.vacancies import vacant_seats
from responsibility.web.viewer import administers, admit, own_units, sees_everything, viewer_of
from responsibility.web.words import lasted, moment

PAGE = 50
# A tree of more units opens closed, down to its second step: a district with its grids has thousands.
MANY = 300


def words_of(request: HttpRequest, name: str = "q") -> str:
    """Return what was typed into a search box, as one short line."""
    return request.GET.get(name, "").replace("\0", "").strip()[:100]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The three trees, or what a search found in them."""
    admit(request)
    viewer, everything = viewer_of(request), sees_everything(request)
    words, tree = words_of(request), request.GET.get("tree", "")
    context = {"words": words, "everything": everything, "administers": administers(request)}
    if everything and words and tree != Tree.ENTERPRISE:
        found = chart.search(words, viewer.at)
        kinds = {"unit": _("单位"), "person": _("人"), "seat": _("席位")}
        parts = [(kind, label, [one for one in found if one.kind == kind]) for kind, label in kinds.items()]
        return render(request, "organisation/found.html", context | {"parts": [part for part in parts if part[2]]})
    trees = chart.forest(viewer.at, inside=None if everything else own_units(request))
    if everything:
        page = chart.enterprises(viewer.at, words=words, after=words_of(request, "after"), size=PAGE)
        context |= {"page": page, "next": _next(words, page.after), "is_first": not request.GET.get("after")}
    roots = [root for found in trees.values() for root in found]
    context |= {
        "trees": [(Tree(key).label, trees[key], _size(trees[key]) <= MANY) for key in trees if trees[key]],
        "vacant": sum(root.vacant for root in roots),
        "opened": tree == Tree.ENTERPRISE or bool(request.GET.get("after")),
        "of_enterprises": tree == Tree.ENTERPRISE,
    }
    return render(request, "organisation/index.html", context)


def _size(nodes: list[chart.Node]) -> int:
    return sum(1 + _size(node.below) for node in nodes)


def _next(words: str, after: str) -> str:
    given = {"tree": Tree.ENTERPRISE.value, "q": words, "after": after}
    return f"?{urlencode(given)}#enterprises" if after else ""


@require_safe
def vacancies(request: HttpRequest) -> HttpResponse:
    """空缺: every empty seat below the viewer, the longest empty first, and who acts meanwhile."""
    admit(request)
    viewer, of = viewer_of(request), request.GET.get("of", "")
    inside = None if administers(request) else own_units(request)
    of_enterprises = of == "enterprises" if sees_everything(request) else None
    behind = _behind(words_of(request, "after"))
    found = vacant_seats(viewer.at, inside=inside, enterprises=of_enterprises, behind=behind, most=PAGE + 1)
    last = found[PAGE - 1] if len(found) > PAGE else None
    context = {
        "rows": [(one, moment(one.from_at), lasted(viewer.at - one.from_at)) for one in found[:PAGE]],
        "next": "?" + urlencode({"of": of, "after": f"{last.from_at.isoformat()},{last.post_id}"}) if last else "",
        "is_first": behind is None,
        "of": of,
        "everything": sees_everything(request),
    }
    return render(request, "organisation/vacancies.html", context)


def _behind(cursor: str) -> tuple[datetime, int] | None:
    """Read a cursor "instant,post"; a broken one means the first page."""
    since, _comma, post = cursor.rpartition(",")
    at, number = instant(since), row_number(post)
    return (at, number) if at is not None and number is not None else None
