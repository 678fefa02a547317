"""代办: who files for a rectifier, and when community and grid may (docs/law.md, `proxy`)."""

import pytest

from hazards.enums import Level, State
from hazards.verification import verify
from responsibility import services
from responsibility.enums import PostKind as P
from responsibility.models import Licence, User
from tests import inputs
from tests.cast import REGISTRAR
from tests.hazards.rules.answers import ALLOWED, first, tries

SIGNS_IN = "整改单位有账号，请由其自行办理"


@pytest.mark.parametrize("act", ["submit_result", "ask_extend", "ask_release"])
def test_for_a_shop_without_an_account_its_community_files_and_then_verifies_nothing(cast, act):
    hazard = at_work_in_the_community(cast)
    for name, by in (("propose_measure", "消一"), ("order_measure", "消二")):
        cast.do(name, hazard, by)

    assert tries(cast, hazard, act, "郑") == ALLOWED
    hazard.refresh_from_db()

    assert (cast["郑"].person_id in hazard.filed_ids) == (act == "submit_result")


def test_a_community_head_who_filed_is_barred_from_verifying_though_he_is_a_licensed_officer(cast):
    post = cast.fire.posts.filter(kind=P.OFFICER).first()
    services.appoint(actor=REGISTRAR, person=cast.people["郑"], post=post, basis="借调")
    term = {"from_on": cast.in_days(-9), "until_on": cast.in_days(9)}
    Licence.objects.create(person=cast.people["郑"], number="证-郑", **term)
    hazard = at_work_in_the_community(cast)

    cast.do("submit_result", hazard, "郑", note="代办：已清空")

    assert tries(cast, hazard, "pass_verification", "郑") == "报请复查的人不能复查"
    assert tries(cast, hazard, "pass_verification", "消一") == ALLOWED


def test_a_major_ones_plan_is_filed_by_the_grid_for_a_shop_without_an_account(cast):
    hazard = at_work_in_the_community(cast, level=Level.MAJOR)
    assert hazard.state == State.PLANNING

    assert tries(cast, hazard, "file_plan", "吴") == ALLOWED


def test_where_the_firm_has_an_account_community_and_grid_are_sent_to_it_and_the_lead_still_files(cast):
    hazard = at_work_in_the_community(cast)
    User.objects.create_user("anquanyuan", person=cast.people["安"])

    for by in ("郑", "吴"):
        answer = cast.act("submit_result", hazard, by, **inputs.fitting(cast, "submit_result", hazard))
        assert (answer.status, first(answer)) == (403, SIGNS_IN)
    assert tries(cast, hazard, "submit_result", "查") == "只有整改单位可以办理"
    assert tries(cast, hazard, "state_objection", "郑") == "只有整改单位可以办理"
    assert tries(cast, hazard, "submit_result", "消二") == ALLOWED


def test_the_community_of_another_place_files_nothing(cast):
    hazard = cast.hazard_in(State.RECTIFYING)

    assert hazard.community_id is None
    assert tries(cast, hazard, "submit_result", "郑") == "只有整改单位可以办理"


def test_what_the_community_filed_stays_lawful_when_the_firm_gets_an_account(committed_cast):
    cast = committed_cast
    cast.do("submit_result", at_work_in_the_community(cast), "郑", note="代办：已清空")
    User.objects.create_user("qiye", person=cast.people["企"])

    findings = [found for tally in verify().tallies for found in tally.findings]

    assert findings == []


def at_work_in_the_community(cast, level=Level.GENERAL):
    """A hazard of 荷塘社区 at work: a firm that is to rectify, the fire brigade leads."""
    hazard = cast.report(community=cast.units["990101001001"])
    cast.do("propose_assignment", hazard, "李", level=level)
    cast.do("approve_assignment", hazard, "赵")
    return cast.do("accept", hazard, "消一")
