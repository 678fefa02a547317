"""Four eyes, by who acted in the records: invariants 5 to 7, 10 and 16."""

from collections.abc import Iterator

from tests.walk.life import ENDED, Life, Step

Broken = Iterator[str]
SIGNS = ("sign_opinion", "pass_verification", "fail_verification")
DECIDES = ("approve_assignment", "void", "extend", "shelve", "downgrade", "grant_transfer", "refuse_request")
ASKS = ("ask_extend", "ask_shelve", "ask_void", "ask_transfer", "ask_downgrade")


def nobody_decides_his_own(life: Life) -> Broken:
    proposer = asker = None
    for step in life.steps:
        if step.name == "propose_assignment":
            proposer = step.actor_id
        if step.name == "approve_assignment" and step.actor_id in (life["reporter_person_id"], proposer):
            yield "approved by who reported or proposed it"
        if step.name in ASKS:
            asker = step.actor_id
        if step.name in DECIDES and step.name != "approve_assignment" and step.actor_id == asker:
            yield f"{step.name} by who asked for it"
        own_report = ("confirm_fixed", "void", "grant_transfer")
        if step.name in own_report and step.actor_id == life["reporter_person_id"]:
            yield f"{step.name} by who reported it"


def the_rectifier_decides_nothing(life: Life) -> Broken:
    for step in life.named(*DECIDES, "confirm_fixed", "write_off", "refuse_write_off", "reject_assignment"):
        own = life.district.own(step.before["rectifier_id"], step.at) if step.before["rectifier_id"] else set()
        if step.actor_id in own:
            yield f"{step.name} by one of the rectifier's"


def the_lead_is_not_the_rectifier(life: Life) -> Broken:
    for step in life.steps:
        lead, rectifier = step.after["lead_id"], step.after["rectifier_id"]
        if step.target in ENDED or not lead or not rectifier or step.name == "succeed":
            continue
        if rectifier in life.district.path(lead, step.at) or lead in life.district.path(rectifier, step.at):
            yield f"after {step.name} lead and rectifier are one"


def nobody_verifies_his_own_work(life: Life) -> Broken:
    filed: set[int] = set()
    for step in life.steps:
        if step.name == "reopen":
            filed = set()
        if step.name in ("submit_result", "file_plan", "report_stage"):
            filed.add(step.actor_id)
        if step.name not in SIGNS:
            continue
        barred = [step.before["rectifier_id"], *step.before["co_rectifier_ids"]]
        if any(step.actor_id in life.district.own(unit, step.at) for unit in barred if unit):
            yield f"{step.name} by one of the rectifiers'"
        if step.actor_id in filed:
            yield f"{step.name} by who filed it"
        if step.actor_id in _recused(life, step):
            yield f"{step.name} by one who stands aside"


def signatures_are_of_their_round(life: Life) -> Broken:
    for row in life.rows("round", "PASSED"):
        opened = row["serial"] - 1  # its step
        passed = next(n for n, step in enumerate(life.steps) if step.name == "pass_verification" and n > opened)
        signed = {step.actor_id for step in life.steps[opened : passed + 1] if step.name in SIGNS}
        if set(row["signed_ids"]) != signed:
            yield f"round {row['serial']} was signed by {signed}, its row says {row['signed_ids']}"
        least = 2 if life.steps[passed].after["level"] == "MAJOR" else 1
        if len(signed) < least:
            yield f"round {row['serial']} passed with {len(signed)} signatures"


def what_is_written_off_was_verified_by_others(life: Life) -> Broken:
    for number, step in enumerate(life.steps):
        if step.name == "confirm_fixed" and step.before["level"] == "MAJOR":
            yield "a major hazard was closed on the spot"
        if step.name != "write_off":
            continue
        signers, submitter = _last_round(life.steps[:number])
        if not signers or (step.before["level"] == "MAJOR" and len(signers) < 2):
            yield f"written off on {len(signers)} signatures"
        if step.actor_id in signers | {submitter}:
            yield "written off by who verified or submitted it"


def the_judge_is_of_no_party(life: Life) -> Broken:
    for step in life.named("rule", "rerule"):
        before = step.before
        units = {*before["party_ids"], before["lead_id"], before["interim_lead_id"], before["rectifier_id"]} - {None}
        units -= {before["street_id"]}  # a street is above none of those who rule
        if any(step.actor_id in life.district.own(unit, step.at) for unit in units):
            yield f"{step.name} by one of a party's"
        made = {"lead": step.after["lead_id"], "rectifier": step.after["rectifier_id"]}
        for party, unit in made.items():
            if unit and step.actor_id in life.district.own(unit, step.at):
                yield f"{step.name} by one of those whom it makes the {party}"


def nobody_reopens_what_he_did(life: Life) -> Broken:
    acted: set[int] = set()
    for step in life.steps:
        if step.name == "reopen":
            if step.actor_id in acted:
                yield "reopened by one who acted in it"
            acted = set()
        if not step.by_machine:
            acted.add(step.actor_id)


def a_listing_is_lifted_by_its_department(life: Life) -> Broken:
    listed = 0
    for number, step in enumerate(life.steps):
        listed += step.name == "put_on_list"
        if step.name == "write_off" and step.before["listed"]:
            unit = step.before["listing_unit_id"]
            passed = max(n for n in range(number) if life.steps[n].name == "pass_verification")
            seen = {one.actor_id for one in life.steps[passed:number] if one.name == "recheck_listing"}
            if len(seen) < 2:
                yield f"a listed hazard was written off with {len(seen)} of the department's on site"
            is_head = life.district.heads(step.actor_id, unit, step.at)
            if not is_head and not _nobody_of_it_may_write_off(life, step, unit):
                yield "a listed hazard was written off by another than the head of its listing department"
    if len(life.rows("listing", "LIFTED")) > listed:
        yield "more listings were lifted than put on the list"


def _nobody_of_it_may_write_off(life: Life, step: Step, unit: int) -> bool:
    """Whether it passes upward: each head, if any, verified, filed, stands aside, or is one of the rectifier's."""
    number = life.steps.index(step)
    signers, submitter = _last_round(life.steps[:number])
    filed = {s.actor_id for s in life.steps[:number] if s.name in ("submit_result", "file_plan", "report_stage")}
    barred = signers | filed | {submitter} | _recused(life, step)
    rectifiers = [step.before["rectifier_id"], *step.before["co_rectifier_ids"]]
    for one in rectifiers:
        barred |= life.district.own(one, step.at) if one else set()
    heads = {s.person_id for s in life.district.seats if life.district.heads(s.person_id, unit, step.at)}
    return heads <= barred


def _recused(life: Life, step: Step) -> set[int]:
    """Who stands aside before this step: asked for, and not refused."""
    aside: set[int] = set()
    asked: dict[int, int] = {}
    for number, one in enumerate(life.steps, 1):
        if one is step:
            break
        if one.name == "ask_recusal":
            (asked[number],) = set(one.after["recused_ids"]) - set(one.before["recused_ids"])
            aside.add(asked[number])
        elif one.name == "refuse_recusal":
            aside.discard(asked.get(one.data.get("recusal", 0), 0))
    return aside


def _last_round(steps: list[Step]) -> tuple[set[int], int | None]:
    """Who signed the round that passed last, and who submitted it."""
    signers: set[int] = set()
    submitter = None
    for step in steps:
        if step.name in ("submit_result", "refuse_write_off", "designate_verifier") or (
            step.name == "rerule" and step.source == "AWAITING_VERIFICATION"
        ):
            signers = set()
        if step.name == "submit_result":
            submitter = step.actor_id
        if step.name in SIGNS:
            signers.add(step.actor_id)
    return signers, submitter
