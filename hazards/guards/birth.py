"""Guards on what is born: one defect a record, dates in order."""

from typing import Any

from django.utils.translation import gettext as _

from hazards.enums import Level, State
from workflow.lifecycle import guard


@guard()
def one_record(hazard: Any, facts: Any) -> str | None:
    """One hazard a record (rule 28): it says what is wrong, in a sentence."""
    return None if hazard.description.strip() else _("请写明隐患内容")


@guard(reads_input=True)
def found_by_now(hazard: Any, facts: Any) -> str | None:
    """Nothing is found tomorrow (rule 28)."""
    return _("检查日期晚于今天") if hazard.found_on and hazard.found_on > facts.today else None


@guard()
def whereabouts_said(hazard: Any, facts: Any) -> str | None:
    """Whoever doesn't know the street says in words where it is."""
    said = hazard.street_id or hazard.place_id or hazard.place_text.strip()
    return None if said else _("不清楚在哪个街道的，请写明地点")


@guard()
def community_of_street(hazard: Any, facts: Any) -> str | None:
    """The community, where one is named, lives and lies in the hazard's street."""
    if hazard.community_id is None:
        return None
    unit = facts.units.get(hazard.community_id)
    fit = unit and unit["living"] and unit["rank"] == "COMMUNITY" and hazard.street_id in (unit["path"] or ())
    return None if fit else _("不是本街道的社区（村）")


@guard()
def date_order(hazard: Any, facts: Any) -> str | None:
    """Dates in order (rule 28): found, then rectified; nothing is found tomorrow."""
    done = hazard.origin.get("rectified_on") or hazard.origin.get("rechecked_on")
    if done and hazard.found_on and done < hazard.found_on.isoformat():
        return _("整改日期早于检查日期")
    return found_by_now.check(hazard, facts)


@guard()
def parent_open(hazard: Any, facts: Any) -> str | None:
    """A part is split off while the whole is still being sorted out: reported, or in consultation."""
    parent = facts["parent"]
    there = parent is not None and parent["state"] == hazard.state
    return None if there else _("原隐患已离开该环节，请另行上报并关联")


@guard(reads_input=True)
def survivor_open(hazard: Any, facts: Any) -> str | None:
    """What it is merged into is another hazard, open, and not itself merged."""
    survivor = facts["survivor"]
    if survivor is None or survivor["id"] == facts.case.pk:
        return _("请选择并入的隐患")
    return None if survivor["is_open"] else _("目标隐患已办结或已并案，不能并入")


@guard(reads_input=True)
def same_place(hazard: Any, facts: Any) -> str | None:
    """Two reports of one fact are of one place: the same of the register, else the same words in the same street."""
    survivor = facts["survivor"]
    if survivor is None:
        return None  # survivor_open says so
    if hazard.place_id or survivor["place_id"]:
        same = hazard.place_id == survivor["place_id"]
    else:
        same = (hazard.street_id, _plain(hazard.place_text)) == (survivor["street_id"], _plain(survivor["place_text"]))
    return None if same else _("不是同一场所")


@guard(reads_input=True)
def level_not_above(hazard: Any, facts: Any) -> str | None:
    """A major hazard isn't hidden in a general one."""
    hidden = facts["survivor"] and facts.case.level == Level.MAJOR != facts["survivor"]["level"]
    return _("重大隐患不能并入一般隐患") if hidden else None


@guard()
def survivor_voided(hazard: Any, facts: Any) -> str | None:
    """Asked of the machine alone: what it was merged into has been voided."""
    if not facts.actor.is_system:
        return None
    survivor = facts["survivor_now"]
    return None if survivor and survivor["state"] == State.VOIDED else _("所并入的隐患没有作废")


@guard()
def survivor_merged(hazard: Any, facts: Any) -> str | None:
    """What was merged moves along when its survivor is merged itself."""
    survivor = facts["survivor_now"]
    return None if survivor and survivor["state"] == State.MERGED else _("所并入的隐患没有并案")


def _plain(words: str) -> str:
    return "".join(words.split())
