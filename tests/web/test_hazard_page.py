"""One hazard: what its page says, and every act of the law by a plain form."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from hazards.enums import Level, PhotoRole, State
from hazards.models import Hazard
from hazards.web import acts
from records.clock import now
from responsibility.charter import ChartUnit, establish
from responsibility.enums import Rank, Tree
from tests.camera import shoot
from tests.cast import REGISTRAR, Cast
from tests.hazards.rules.test_street_unknown import seat_at_the_duty_desk
from workflow.lifecycle import Kind
from workflow.refusals import Reason

SignIn = Callable[[str], Client]


def page(client: Client, hazard: Hazard) -> str:
    answer = client.get(f"/hazards/{hazard.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def act(client: Client, hazard: Hazard, name: str, **typed: Any) -> Any:
    """Open the form, fill it in, send it: as a browser without scripts does."""
    form = client.get(f"/hazards/{hazard.pk}/{name}/").context["form"]
    return client.post(f"/hazards/{hazard.pk}/{name}/", filled_in(form) | typed)


def filled_in(form: Any) -> dict[str, Any]:
    """What the form holds when it is opened, and a photograph of each kind that it asks for."""
    sent = {"key": form.initial["key"], "version": form.initial["version"]}
    if form.taken:
        sent |= {"taken_at": f"{form.initial['taken_at']:%Y-%m-%dT%H:%M}", "taken_place": form.initial["taken_place"]}
    return sent | {role.lower(): shoot() for role in form.taken}


def state_of(hazard: Hazard) -> str:
    hazard.refresh_from_db()
    return str(hazard.state)


def test_who_may_not_know_of_it_finds_nothing(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.AWAITING_APPROVAL)
    client = sign_in("城一")

    assert client.get(f"/hazards/{hazard.pk}/").status_code == 404
    assert client.get(f"/hazards/{hazard.pk}/approve_assignment/").status_code == 404
    assert client.post(f"/hazards/{hazard.pk}/approve_assignment/").status_code == 404


def test_an_act_the_law_does_not_know_is_not_found(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.AWAITING_APPROVAL)

    for name in ("report", "import_open", "nonsense"):
        assert sign_in("赵").get(f"/hazards/{hazard.pk}/{name}/").status_code == 404


def test_the_page_says_whose_turn_it_is_and_offers_the_expected_act(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.AWAITING_APPROVAL)

    for_zhao, for_others = page(sign_in("赵"), hazard), page(sign_in("周"), hazard)

    assert "轮到您" in for_zhao
    assert f'action="/hazards/{hazard.pk}/approve_assignment/"' in for_zhao
    assert "轮到您" not in for_others
    assert "只有街道主要负责人或受委托的副职可以审批" in for_others


def test_a_vacant_seat_is_shown_as_a_hole(cast: Cast, sign_in: SignIn) -> None:
    from responsibility import services

    hazard = cast.hazard_in(State.RECTIFYING)
    services.relieve(cast.held["赵"], actor=REGISTRAR, reason="调离")

    assert "街道办主任 空缺" in page(sign_in("企"), hazard)


def test_the_straight_road_can_be_walked_by_forms_alone(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.report()
    proposal = {
        "level": Level.GENERAL,
        "lead": cast.fire.pk,
        "rectifier": "五金厂",
        "matter": cast.matter.pk,
        "demand_on": cast.in_days(7).isoformat(),
    }

    walked = [
        ("李", "propose_assignment", proposal, State.AWAITING_APPROVAL),
        ("赵", "reject_assignment", {"note": "期限太长"}, State.REPORTED),
        ("李", "propose_assignment", proposal, State.AWAITING_APPROVAL),
        ("赵", "approve_assignment", {"note": ""}, State.DISPATCHED),
        ("消一", "accept", {"handler": cast["消一"].person_id}, State.RECTIFYING),
        ("企", "submit_result", {"note": "纸箱已清走"}, State.AWAITING_VERIFICATION),
        ("消一", "fail_verification", {"note": "还有两箱", "demand_on": cast.in_days(9).isoformat()}, State.RECTIFYING),
        ("企", "submit_result", {"note": "全部清走"}, State.AWAITING_VERIFICATION),
        ("消二", "sign_opinion", {"note": "已清空"}, State.AWAITING_VERIFICATION),
        ("消一", "pass_verification", {"note": "合格"}, State.AWAITING_WRITE_OFF),
        ("消长", "refuse_write_off", {"note": "补照片"}, State.AWAITING_VERIFICATION),
        ("消一", "pass_verification", {"note": "合格"}, State.AWAITING_WRITE_OFF),
        ("消长", "write_off", {}, State.WRITTEN_OFF),
        ("民", "ask_review", {"note": "又堆上了"}, State.WRITTEN_OFF),
        ("应长", "reopen", {"note": "又堆上了", "demand_on": cast.in_days(9).isoformat()}, State.RECTIFYING),
        ("消一", "ask_void", {"note": "误报"}, State.RECTIFYING),
    ]
    for who, name, typed, target in walked:
        answer = act(sign_in(who), hazard, name, **typed)
        assert answer.status_code == 302, (name, answer.context["reasons"], answer.context["form"].errors)
        assert state_of(hazard) == target


def test_a_void_is_asked_refused_asked_again_and_granted(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.REPORTED)

    assert act(sign_in("李"), hazard, "ask_void", note="误报").status_code == 302
    assert "有人申请作废" in page(sign_in("赵"), hazard)
    assert act(sign_in("赵"), hazard, "refuse_request", note="现场确有").status_code == 302
    assert act(sign_in("李"), hazard, "ask_void", note="重复").status_code == 302
    assert act(sign_in("赵"), hazard, "void", note="同意").status_code == 302

    assert state_of(hazard) == State.VOIDED


def test_a_plan_is_filed_with_its_six_parts(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.PLANNING, level=Level.MAJOR)
    parts = dict.fromkeys(("duty", "measures", "funds", "time_limit", "emergency_plan"), "已落实")
    when = {"demand_on": cast.in_days(60).isoformat()}

    short = act(sign_in("企"), hazard, "file_plan", **parts, **when)
    whole = act(sign_in("企"), hazard, "file_plan", **parts, goal="清空", **when)

    assert short.status_code == 422
    assert "五落实未到位：缺目标" in short.content.decode()
    assert whole.status_code == 302
    assert state_of(hazard) == State.RECTIFYING


def test_a_refused_act_is_refused_with_all_reasons_and_writes_nothing(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.AWAITING_APPROVAL)

    answer = act(sign_in("李"), hazard, "approve_assignment", note="我来批")

    assert answer.status_code == 403
    assert "拟派单人不能审批自己的拟派" in answer.content.decode()
    assert "我来批" in answer.content.decode()
    assert state_of(hazard) == State.AWAITING_APPROVAL


def test_a_lost_race_keeps_what_was_typed_and_says_who_was_faster(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.AWAITING_VERIFICATION)
    client = sign_in("消一")
    seen = filled_in(client.get(f"/hazards/{hazard.pk}/pass_verification/").context["form"])
    cast.act("sign_opinion", hazard, "消二", note="先签")

    late = client.post(f"/hazards/{hazard.pk}/pass_verification/", {**seen, "note": "现场已清空，可以通过"})
    # The photograph was taken in the first time: a browser does not send it again.
    again = client.post(f"/hazards/{hazard.pk}/pass_verification/", late.context["form"].data.dict())

    assert late.status_code == 409
    assert "晚了一步" in late.content.decode()
    assert "消二" in late.content.decode()
    assert "现场已清空，可以通过" in late.content.decode()
    assert "已收到 1 张" in late.content.decode()
    assert again.status_code == 302
    assert state_of(hazard) == State.AWAITING_WRITE_OFF


def test_pressing_twice_acts_once(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.AWAITING_APPROVAL)
    client = sign_in("赵")
    seen = client.get(f"/hazards/{hazard.pk}/approve_assignment/").context["form"].initial

    first = client.post(f"/hazards/{hazard.pk}/approve_assignment/", seen)
    second = client.post(f"/hazards/{hazard.pk}/approve_assignment/", seen)

    assert (first.status_code, second.status_code) == (302, 302)
    assert hazard.records.count() == 3


def test_an_empty_form_says_what_is_missing(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.REPORTED)

    answer = act(sign_in("李"), hazard, "propose_assignment", rectifier="没有这家")

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "没有叫“没有这家”的单位" in text
    assert set(answer.context["form"].errors) == {"level", "lead", "rectifier", "demand_on"}


def test_of_rectifier_and_reason_one_is_called_required(cast: Cast, sign_in: SignIn) -> None:
    form = sign_in("李").get(f"/hazards/{cast.report().pk}/propose_assignment/").content.decode()

    assert form.count("必填其一") == 2
    assert form.split("没有整改单位的理由")[1].split("</label>")[0].strip() == ""


def test_reporting_leads_to_the_new_hazard(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("民")
    key = client.get("/report/").context["form"].initial["key"]
    typed = {"key": key, "street": cast.street.pk, "description": "灯不亮", "place_text": "3 栋", "urgent": "on"}

    first = client.post("/report/", typed)
    second = client.post("/report/", typed)

    made = Hazard.objects.get()
    assert first.headers["Location"] == second.headers["Location"] == f"/hazards/{made.pk}/"
    assert (made.description, made.urgent, made.source) == ("灯不亮", True, "PUBLIC")


@pytest.mark.parametrize(("reporter", "community"), [("吴", "荷塘社区"), ("民", None)])
def test_a_grid_workers_report_lies_in_his_community(
    cast: Cast, sign_in: SignIn, reporter: str, community: str | None
) -> None:
    said = {"description": "楼道堆物", "street": cast.street.pk, "place_text": "3 号楼"}

    sign_in(reporter).post("/report/", said)

    hazard = Hazard.objects.get()
    assert (hazard.community and hazard.community.name) == community


def test_an_empty_report_is_sent_back(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in("民").post("/report/", {})

    assert answer.status_code == 422
    assert "请写明隐患内容" in answer.content.decode()


def test_who_doesnt_know_the_street_says_where_it_is_and_the_duty_desk_sends_it_on(cast: Cast, sign_in: SignIn) -> None:
    seat_at_the_duty_desk(cast)
    typed = {"description": "护栏断了", "street": ""}

    nowhere = sign_in("民").post("/report/", typed)
    answer = sign_in("民").post("/report/", typed | {"place_text": "云汀大桥东头"})

    assert (nowhere.status_code, "请写明在哪里" in nowhere.content.decode()) == (422, True)
    hazard = Hazard.objects.get()
    assert (answer.headers["Location"], hazard.street_id) == (f"/hazards/{hazard.pk}/", None)
    assert "街道未明 云汀大桥东头" in sign_in("值").get("/").content.decode()
    for name, path in (("值", "/ledger/"), ("应长", "/ledger/?state=all"), ("民", "/"), ("民", "/ledger/")):
        assert sign_in(name).get(path).status_code == 200
    shown = page(sign_in("值"), hazard)
    assert "云汀区" in shown
    assert "更正属地" in shown
    form = sign_in("值").get(f"/hazards/{hazard.pk}/move_territory/")
    assert "这次不算更正" in form.content.decode()

    sent = act(sign_in("值"), hazard, "move_territory", street=cast.street.pk, note="桥东属柳荫街道")

    assert sent.status_code == 302
    assert Hazard.objects.get().street_id == cast.street.pk
    assert "护栏断了" in sign_in("李").get("/").content.decode()


@pytest.mark.parametrize("name", ["赵", "消一", "企", "民", "应长"])
@pytest.mark.parametrize("state", [State.REPORTED, State.RECTIFYING, State.WRITTEN_OFF])
def test_the_page_of_any_state_opens_in_both_languages(cast: Cast, sign_in: SignIn, name: str, state: State) -> None:
    hazard = cast.hazard_in(state)
    client = sign_in(name)
    looks = client.get(f"/hazards/{hazard.pk}/").status_code

    client.post("/language/", {"language": "en"})

    assert (
        client.get(f"/hazards/{hazard.pk}/").status_code
        == looks
        == (404 if state == "REPORTED" and name in "消一企" else 200)
    )


def test_who_files_for_the_rectifier_is_told_so_and_the_history_marks_it(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.RECTIFYING)

    assert "代整改单位报请复查…" in page(sign_in("消二"), hazard)
    assert "代整改单位" not in page(sign_in("企"), hazard)
    form = sign_in("消二").get(f"/hazards/{hazard.pk}/submit_result/").content.decode()
    assert "您代办后，本次办理中不能再复查、销号" in form

    assert act(sign_in("消二"), hazard, "submit_result", note="已代为核实清空").status_code == 302
    entries = sign_in("企").get(f"/hazards/{hazard.pk}/").context["history"].entries
    assert [entry.what for entry in entries if entry.is_proxy] == ["报请复查"]


def test_the_history_says_what_was_decided(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.AWAITING_VERIFICATION)
    cast.act("fail_verification", hazard, "消一", note="仍有遗留", demand_on=cast.in_days(3))

    answer = sign_in("企").get(f"/hazards/{hazard.pk}/")

    decided = {entry.what: dict(entry.parts) for entry in answer.context["history"].entries}
    assert decided["拟派单"].keys() >= {"牵头单位", "整改单位", "隐患等级", "整改期限"}
    assert decided["拟派单"]["整改单位"] == hazard.rectifier.name
    assert decided["签收"] == {"承办人": "消一"}
    assert decided["复查不合格"].keys() == {"整改期限", "照片"}
    assert answer.context["handler"] == "消一"


def test_a_long_history_is_told_by_its_key_steps_and_whole_on_demand(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.AWAITING_VERIFICATION)
    short = sign_in("消一").get(f"/hazards/{hazard.pk}/")
    for number in range(9):
        cast.act("urge", hazard, "李", note=f"第 {number} 次催办")

    key, whole = (sign_in("消一").get(f"/hazards/{hazard.pk}/{query}") for query in ("", "?history=all"))

    assert not short.context["history"].left_out
    assert "催办" not in [entry.what for entry in key.context["history"].entries]
    assert [entry.what for entry in key.context["history"].entries][:2] == ["报请复查", "签收"]
    assert "另有 9 条没有列出" in key.content.decode()
    assert [entry.what for entry in whole.context["history"].entries].count("催办") == 9
    assert "另有 9 条没有列出" not in whole.content.decode()


def test_what_went_wrong_is_put_right_by_its_own_form(cast: Cast, sign_in: SignIn) -> None:
    dispatched, verifying = cast.hazard_in(State.DISPATCHED), cast.hazard_in(State.AWAITING_VERIFICATION)
    fixed = cast.report("安", photos=cast.photos(PhotoRole.BEFORE))

    answers = [
        act(sign_in("赵"), dispatched, "recall_dispatch", note="牵头单位选错"),
        act(sign_in("企"), verifying, "recall_result", note="还缺一处"),
        act(sign_in("李"), verifying, "urge", note="请抓紧"),
        act(sign_in("李"), fixed, "confirm_fixed", note="已清空"),
    ]

    assert [answer.status_code for answer in answers] == [302] * 4
    assert [state_of(one) for one in (dispatched, verifying, fixed)] == [
        State.REPORTED,
        State.RECTIFYING,
        State.WRITTEN_OFF,
    ]


def test_the_street_that_a_hazard_is_in_is_chosen_from_the_others(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.report()
    charted = ChartUnit(Tree.TERRITORY, Rank.STREET, "990101002", "新荷街道", "990101")
    other = establish([charted], actor=REGISTRAR, from_at=now())["990101002"]

    form = sign_in("李").get(f"/hazards/{hazard.pk}/move_territory/").context["form"]
    answer = act(sign_in("李"), hazard, "move_territory", street=other.pk, note="在路的对面")

    assert [unit.name for unit in form.fields["street"].queryset] == ["新荷街道"]
    assert answer.status_code == 302
    assert Hazard.objects.get(pk=hazard.pk).street == other
    assert sign_in("赵").get(f"/hazards/{hazard.pk}/").status_code == 404  # it is no longer his


def test_what_the_machine_does_is_offered_to_nobody(cast: Cast, sign_in: SignIn) -> None:
    assert "视为签收" not in page(sign_in("消长"), cast.hazard_in(State.DISPATCHED))


def test_what_the_person_and_the_thing_are_refused_by_in_the_same_words_is_said_once(
    cast: Cast, sign_in: SignIn
) -> None:
    hazard = cast.hazard_in(State.REPORTED)

    refused = acts.whys([Reason(Kind.PERSON, "没有定级权限"), Reason(Kind.MATERIAL, "没有定级权限")])

    assert [why.words for why in refused] == ["没有定级权限"]
    assert page(sign_in("李"), hazard).count("没有定级权限") == 1


def test_a_measure_is_offered_no_hazard_that_one_may_not_look_at(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.RECTIFYING, place="五号楼")
    cast.do("propose_measure", hazard, "消一")
    cast.do("order_measure", hazard, "消二")
    unseen = cast.report(place_text="五号楼", description="三楼堆放油漆")

    offered = sign_in("消长").get(f"/hazards/{hazard.pk}/rebase_measure/").content.decode()

    assert unseen.number not in offered
    assert "三楼堆放油漆" not in offered


def test_the_page_says_until_when_the_whole_case_lasts_and_a_request_is_decided(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.RECTIFYING)
    cast.do("ask_extend", hazard, "企")

    page = sign_in("消长").get(f"/hazards/{hazard.pk}/").content.decode()

    assert "全程时限" in page
    assert "申请审批时限" in page


@pytest.mark.parametrize("who", ["企", "民", "消一"])
def test_acts_refused_for_the_same_reasons_are_said_once(cast: Cast, sign_in: SignIn, who: str) -> None:
    hazard = cast.hazard_in(State.AWAITING_VERIFICATION)

    offer = sign_in(who).get(f"/hazards/{hazard.pk}/").context["offer"]

    for refused in (offer.refused, offer.out_of_step):
        said = [[(why.kind, why.words) for why in refusal.reasons] for refusal in refused]
        assert said
        assert all(said.count(reasons) == 1 for reasons in said)
    assert offer.count_out_of_step > len(offer.out_of_step)
