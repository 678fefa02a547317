"""Guards on requests beside the hazard: asked by one, decided by another."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from hazards.enums import Level, RequestKind, RequestState, State
from workflow import durations
from workflow.lifecycle import Guard, Kind, guard

# Extensions of a listed hazard are asked for so long before the date (rule 20).
LISTED_AHEAD = 15
# [P] How many extensions a hazard may have.
EXTENSIONS = {Level.GENERAL: 1, Level.MAJOR: 2}


def _asked(name: str, kind: RequestKind) -> Guard:
    """Return the guard that a request of this kind waits for its decision."""

    def check(hazard: Any, facts: Any) -> str | None:
        if facts.case.request_kind == kind:
            return None
        return _("没有待审批的%(kind)s申请") % {"kind": kind.label}

    check.__name__ = name
    check.__doc__ = f"A request of the kind {kind.value} waits for its decision."
    return guard()(check)


extension_asked = _asked("extension_asked", RequestKind.EXTEND)
shelving_asked = _asked("shelving_asked", RequestKind.SHELVE)
void_asked = _asked("void_asked", RequestKind.VOID)
transfer_asked = _asked("transfer_asked", RequestKind.TRANSFER)
lowering_asked = _asked("lowering_asked", RequestKind.LEVEL)


@guard()
def request_pending(hazard: Any, facts: Any) -> str | None:
    """A request of some kind waits for its decision."""
    return None if facts.case.request_person_id else _("没有待审批的申请")


@guard(Kind.STEP)
def no_request_open(hazard: Any, facts: Any) -> str | None:
    """One open request a hazard."""
    return _("已有待审批的申请") if facts.case.request_person_id else None


@guard()
def not_major(hazard: Any, facts: Any) -> str | None:
    """A major hazard is voided only as a duplicate of one that is open or was written off."""
    if hazard.level != Level.MAJOR:
        return None
    request = facts["pending_request"]
    state = request["twin_state"] if request and request["twin"] != facts.case.pk else None
    if state and state not in (State.VOIDED, State.MERGED, State.TRANSFERRED, State.IMPORTED_CLOSED):
        return None
    return _("重大隐患不能作废；确属误判的先依程序降级")


@guard()
def before_the_date(hazard: Any, facts: Any) -> str | None:
    """The demand hasn't passed; of a listed hazard, it is 15 working days ahead (rule 20)."""
    case = facts.case
    if case.demand_on is not None and facts.today > case.demand_on:
        return _("已过整改期限，不能申请延期")
    if case.listed and case.demand_on is not None:
        at = durations.parse(f"{LISTED_AHEAD}wd").due(facts.now, facts.calendar).at
        if at.date() > case.demand_on:
            return _("挂牌隐患须提前%(days)s个工作日申请") % {"days": LISTED_AHEAD}
    return None


@guard()
def extensions_left(hazard: Any, facts: Any) -> str | None:
    """A general hazard is extended once, a major one twice [P]."""
    most = EXTENSIONS.get(facts.case.level, 1)
    return _("延期已达%(n)s次，不能再申请") % {"n": most} if facts.case.extensions >= most else None


@guard(reads_input=True)
def extension_said(hazard: Any, facts: Any) -> str | None:
    """An extension is asked for with reasons, protective measures, and the date wanted (rule 20)."""
    said = all(str(facts.data.get(part, "")).strip() for part in ("protection", "until_on"))
    return None if said and facts.note.strip() else _("延期须写明理由、防护措施和申请延至的日期")


@guard(reads_input=True)
def later_demand(hazard: Any, facts: Any) -> str | None:
    """An extension sets a later date, within a year."""
    old = facts.case.demand_on
    if hazard.demand_on is None or (old is not None and hazard.demand_on <= old) or hazard.demand_on <= facts.today:
        return _("新的期限须晚于原期限")
    return _("整改期限不能超过一年") if hazard.demand_on > facts.today + timedelta(days=366) else None


@guard(reads_input=True)
def outside_district(hazard: Any, facts: Any) -> str | None:
    """A transfer goes outside the district, or outside safety supervision."""
    said = facts.data.get("transfer") or {}
    fit = str(said.get("receiver", "")).strip() and said.get("why") in ("OTHER_DISTRICT", "CITY", "OTHER_LAW")
    return None if fit else _("区内单位之间不用移送，请用异议或会商")


@guard(Kind.STEP)
def no_transfer_waits(hazard: Any, facts: Any) -> str | None:
    """One transfer at a time: the one before is handed over or returned first."""
    waits = _transfer(facts, RequestState.GRANTED) or _transfer(facts, RequestState.SIGNED)
    return _("已同意移送，尚未移交或退回") if waits else None


@guard()
def transfer_granted(hazard: Any, facts: Any) -> str | None:
    """A transfer was granted and waits for its signature."""
    return None if _transfer(facts, RequestState.GRANTED) else _("没有等待签收的移送")


@guard(reads_input=True)
def receipt_whole(hazard: Any, facts: Any) -> str | None:
    """A receipt names unit, person, time and paper."""
    receipt = facts.data.get("receipt") or {}
    whole = all(str(receipt.get(part, "")).strip() for part in ("unit", "person", "signed_on", "paper"))
    return None if whole else _("回执须写明接收单位、签收人、时间和文书")


@guard()
def receiver_signed(hazard: Any, facts: Any) -> str | None:
    """The receiver has signed; responsibility stays until then."""
    if _transfer(facts, RequestState.SIGNED):
        return None
    holder = facts.units.get(facts.case.holder_id)
    return _("接收单位尚未签收，责任仍在%(unit)s") % {"unit": holder["name"] if holder else _("区值班席")}


def _transfer(facts: Any, state: str) -> bool:
    rows = [one for one in facts["requests"] if one["kind"] == RequestKind.TRANSFER]
    return bool(rows) and rows[-1]["state"] == state
