"""THE LAW of a hazard: two tables. Everything else only carries them out; docs/lifecycle.md is drawn from them."""

from django.utils.translation import gettext_lazy as _

from hazards import facts as f
from hazards import guards as g
from hazards import relations as r
from hazards.enums import Level
from hazards.enums import State as S
from workflow.lifecycle import Branch, Clock, Lifecycle, Turn
from workflow.lifecycle import Transition as T

START, KEEP, STOP = Clock.START, Clock.KEEP, Clock.STOP
WORK = Branch(
    "WORK", (S.PLANNING, S.RECTIFYING), lambda hazard: S.PLANNING if hazard.level == Level.MAJOR else S.RECTIFYING
)

# fmt: off
TURNS = (  # state            whose turn it is; the stage limit is the policy's, or the case's own dated demand
    Turn(S.REPORTED,              r.safety_office),
    Turn(S.AWAITING_APPROVAL,     r.approver),
    Turn(S.DISPATCHED,            r.lead_desk, silent="deem_accepted"),
    Turn(S.PLANNING,              r.pressed(r.rectifier, r.ABOVE_A_LEAD)),
    Turn(S.RECTIFYING,            r.pressed(r.rectifier, r.ABOVE_A_LEAD), dated_demand=True),
    Turn(S.AWAITING_VERIFICATION, r.pressed(r.verifier, r.ABOVE_A_UNIT)),
    Turn(S.AWAITING_WRITE_OFF,    r.writer_off),
    Turn(S.WRITTEN_OFF,           None),
    Turn(S.VOIDED,                None),
    Turn(S.IMPORTED_CLOSED,       None),
)
OPEN = tuple(turn.state for turn in TURNS if turn.is_open)
ASK, AT_WORK = (S.REPORTED, S.PLANNING, S.RECTIFYING), (S.PLANNING, S.RECTIFYING)
DECIDER = r.decides_before_dispatch.within(S.REPORTED) | r.decides_at_work.within(*AT_WORK)
ASKER = r.asks_before_dispatch.within(S.REPORTED) | r.asks_at_work.within(*AT_WORK)
URGENT = (r.approver.only_if(urgent=True), r.coordinator.only_if(urgent=True))  # told at once, beside the ordinary way
MAJOR = r.coordinator.only_if(level=Level.MAJOR)                                 # 双交办: to the lead and the coordinator

LIFECYCLE = Lifecycle(TURNS,
    # name                 动作              sources                     target                   by                            guards                                          needs                 clock  told
    T("report",             _("上报"),       (),                         S.REPORTED,              None,                         (g.one_record, g.date_order),                   (),                   START, (r.safety_office, *URGENT)),
    T("import_open",        _("导入在办"),   (),                         S.REPORTED,              None,                         (g.one_record, g.date_order),                   (),                   START, ()),
    T("import_closed",      _("导入历史"),   (),                         S.IMPORTED_CLOSED,       None,                         (g.one_record, g.date_order),                   (),                   STOP,  ()),
    T("move_territory",     _("更正属地"),   (S.REPORTED,),              None,                    r.safety_office,              (g.moved_once, g.street_named, g.reason_given), (),                   START, (r.former(r.safety_office), r.safety_office, r.reporter)),
    T("confirm_fixed",      _("立改确认"),   (S.REPORTED,),              S.WRITTEN_OFF,           r.confirmer,                  (g.general_level, g.two_photos, g.no_request_open), (f.photos_known,), STOP,  (r.reporter, r.rectifier)),
    T("propose_assignment", _("拟派单"),     (S.REPORTED,),              S.AWAITING_APPROVAL,     r.safety_office,              (g.parties_named, g.lead_fit, g.level_set, g.demand_dated, g.no_request_open), (f.street_list,), START, (r.approver,)),
    T("approve_assignment", _("批准派单"),   (S.AWAITING_APPROVAL,),     S.DISPATCHED,            r.approver,                   (g.parties_named, g.lead_fit),                  (f.street_list,),     START, (r.lead_desk, r.rectifier, r.reporter, MAJOR)),
    T("reject_assignment",  _("退回重拟"),   (S.AWAITING_APPROVAL,),     S.REPORTED,              r.approver,                   (g.reason_given,),                              (),                   START, (r.proposer,)),
    T("recall_dispatch",    _("撤回派单"),   (S.DISPATCHED,),            S.REPORTED,              r.approver,                   (g.recalled_once, g.reason_given),              (),                   START, (r.former(r.lead_desk), r.proposer, r.rectifier)),
    T("accept",             _("签收"),       (S.DISPATCHED,),            WORK,                    r.lead_desk,                  (g.handler_named, g.street_no_major),           (f.handler_seated,),  START, (r.territory, r.rectifier)),
    T("deem_accepted",      _("视为签收"),   (S.DISPATCHED,),            WORK,                    r.SYSTEM,                     (g.limit_passed, g.street_no_major),            (),                   START, (r.lead_head, r.coordinator_head, r.territory)),
    T("file_plan",          _("报备方案"),   (S.PLANNING,),              S.RECTIFYING,            r.rectifier | r.proxy,        (g.five_in_place, g.demand_dated),              (),                   START, (r.lead_desk, r.territory, r.coordinator)),
    T("return_plan",        _("退回方案"),   (S.RECTIFYING,),            S.PLANNING,              r.lead_officer,               (g.major_level, g.reason_given),                (),                   START, (r.rectifier,)),
    T("submit_result",      _("报请复查"),   (S.RECTIFYING,),            S.AWAITING_VERIFICATION, r.rectifier | r.proxy,        (g.measures_written, g.after_photos),          (f.photos_known,),    START, (r.verifier, r.lead_desk, r.territory)),
    T("recall_result",      _("撤回报请"),   (S.AWAITING_VERIFICATION,), S.RECTIFYING,            r.submitter,                  (g.no_opinion_yet, g.reason_given),             (),                   START, (r.verifier, r.lead_desk)),
    T("sign_opinion",       _("签署复查意见"), (S.AWAITING_VERIFICATION,), None,                  r.verifier,                   (g.not_signed_twice, g.reason_given, g.on_site), (f.photos_known,),   KEEP,  ()),
    T("pass_verification",  _("复查合格"),   (S.AWAITING_VERIFICATION,), S.AWAITING_WRITE_OFF,    r.verifier,                   (g.enough_opinions, g.reason_given, g.on_site), (f.photos_known,),    START, (r.writer_off, r.rectifier, r.territory)),
    T("fail_verification",  _("复查不合格"), (S.AWAITING_VERIFICATION,), S.RECTIFYING,            r.verifier,                   (g.reason_given, g.demand_dated, g.on_site),   (f.photos_known,),     START, (r.rectifier, r.lead_desk, r.territory)),
    T("write_off",          _("销号"),       (S.AWAITING_WRITE_OFF,),    S.WRITTEN_OFF,           r.writer_off,                 (g.round_passed,),                              (),                   STOP,  (r.rectifier, r.territory, r.reporter, MAJOR)),
    T("refuse_write_off",   _("不予销号"),   (S.AWAITING_WRITE_OFF,),    S.AWAITING_VERIFICATION, r.writer_off,                 (g.reason_given,),                              (),                   START, (r.verifier, r.lead_desk)),
    T("reopen",             _("重开"),       (S.WRITTEN_OFF,),           WORK,                    r.contest_decider,            (g.lead_known, g.reason_given, g.demand_dated), (),                   START, (r.rectifier, r.lead_desk, r.territory, r.coordinator_head)),
    T("ask_void",           _("申请作废"),   ASK,                        None,                    ASKER,                        (g.no_request_open, g.reason_given),            (),                   KEEP,  (DECIDER,)),
    T("refuse_void",        _("不同意作废"), ASK,                        None,                    DECIDER,                      (g.request_pending, g.reason_given),            (f.pending_request,), KEEP,  (ASKER,)),
    T("void",               _("作废"),       ASK,                        S.VOIDED,                DECIDER,                      (g.request_pending, g.not_major),               (f.pending_request,), STOP,  (r.reporter, r.territory, r.rectifier, r.lead_desk)),
    T("urge",               _("催办"),       OPEN,                       None,                    r.urger,                      (g.reason_given,),                              (),                   KEEP,  (r.turn,)),
)
# fmt: on
