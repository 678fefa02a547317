"""Who decides sees what was asked: beside the form, on the hazard's page and in its history."""

from hazards.enums import State
from hazards.models import Hazard
from hazards.web.acts import BY_PEOPLE, SPLIT
from hazards.web.groups import GROUPS
from tests.cast import Cast
from tests.web.test_hazard_page import SignIn, page


def test_who_decides_on_an_extension_reads_the_reason_the_date_and_the_protection(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.RECTIFYING)
    cast.do("ask_extend", hazard, "企")
    head = sign_in("消长")

    form, shown = head.get(f"/hazards/{hazard.pk}/extend/").content.decode(), page(head, hazard)

    for text in (form, shown):
        assert "货没到" in text
        assert "专人看守" in text
    assert "有人申请延期，等审批" in shown
    assert "延期申请，请您定" in head.get("/").content.decode()


def test_who_verifies_reads_what_was_done_and_the_other_outcome_stands_first(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.AWAITING_VERIFICATION)
    officer = sign_in("消一")

    answer = officer.get(f"/hazards/{hazard.pk}/")

    assert answer.context["answered"].what == "报请复查"
    assert answer.context["offer"].others[0].name == "fail_verification"


def test_the_acts_beside_are_in_groups_and_each_stands_in_one_place(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.RECTIFYING)

    offer = sign_in("消长").get(f"/hazards/{hazard.pk}/").context["offer"]

    titles = [str(group.title) for group in offer.groups]
    assert titles == ["代整改单位办", "申请", "现场措施", "等级和单位", "整理和更正"]
    assert [button.name for button in offer.others] == ["urge"]
    named = [name for _title, names in GROUPS for name in names]
    assert len(named) == len(set(named))
    assert set(named) <= {*BY_PEOPLE, SPLIT}


def test_a_ruling_a_transfer_and_a_measure_are_told_in_the_history(cast: Cast, sign_in: SignIn) -> None:
    ruled, moved, stopped = (
        cast.hazard_in(State.CONSULTING),
        cast.hazard_in(State.RECTIFYING),
        cast.hazard_in("RECTIFYING"),
    )
    cast.do("rule", ruled, "应长")
    cast.do("ask_transfer", moved, "消一")
    cast.do("propose_measure", stopped, "消一")

    def told(hazard: Hazard, who: str, what: str) -> dict[str, str]:
        entries = sign_in(who).get(f"/hazards/{hazard.pk}/").context["history"].entries
        return next(dict(entry.parts) for entry in entries if entry.what == what)

    assert told(ruled, "应长", "裁定").keys() >= {"牵头单位", "复查单位", "文号", "依据", "分工", "以谁的名义"}
    assert told(moved, "消一", "申请移送") == {"接收单位": "邻区应急局", "为什么不由本区办理": "在别的区"}
    assert told(stopped, "消一", "拟定现场措施") == {"措施": "停产停业"}
    assert "停产停业：二楼车间" in page(sign_in("消一"), stopped)


def test_a_form_that_can_only_be_refused_is_not_offered(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.RECTIFYING)
    cast.do("ask_transfer", hazard, "消一")
    cast.do("grant_transfer", hazard, "应长")

    answer = sign_in("应长").get(f"/hazards/{hazard.pk}/hand_over/")

    assert answer.status_code == 422
    assert "接收单位尚未签收" in answer.content.decode()
    assert f'action="/hazards/{hazard.pk}/hand_over/"' not in answer.content.decode()


def test_neither_rectifier_nor_reason_is_asked_for_at_its_field(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.report()

    answer = sign_in("李").post(f"/hazards/{hazard.pk}/propose_assignment/", {})

    assert answer.status_code == 422
    assert answer.context["form"].errors["rectifier"] == ["请填写整改单位，或在下一项写明没有的理由"]
