"""THE LAW of a hazard: whose turn each state is, and what moves it. Everything else only carries it out.

docs/lifecycle.md is drawn from here. Matters beside the hazard keep its state: hazards/beside.py.
"""

from django.utils.translation import gettext_lazy as _

from hazards import facts as f
from hazards import guards as g
from hazards import relations as r
from hazards.beside import BESIDE
from hazards.branches import AS_PARENT, WORK, its_survivor, led_by_its_street, merged_here, survivor_of
from hazards.enums import Level
from hazards.enums import State as S
from hazards.stages import ACCEPTED, AT_WORK, LEAVES, UNSETTLED
from hazards.timers import TIMERS
from workflow.lifecycle import Clock, Lifecycle, Then, Turn
from workflow.lifecycle import Transition as T

START, KEEP, STOP = Clock.START, Clock.KEEP, Clock.STOP

# fmt: off
TURNS = (  # state            whose turn it is; the stage limit is the policy's, or the case's own date
    Turn(S.REPORTED,              r.safety_office),
    Turn(S.AWAITING_APPROVAL,     r.approver),
    Turn(S.CLAIMABLE,             r.pressed(r.candidate, r.ABOVE_A_UNIT),                          silent="convene"),
    Turn(S.DISPATCHED,            r.lead_desk,                                                     silent="deem_accepted"),
    Turn(S.CONSULTING,            r.ruler),
    Turn(S.PLANNING,              r.pressed(r.rectifier, r.ABOVE_A_LEAD)),
    Turn(S.RECTIFYING,            r.pressed(r.rectifier, r.ABOVE_A_LEAD), dated="demand_on"),
    Turn(S.SHELVED,               r.pressed(r.lead_officer, r.ABOVE_A_UNIT), dated="review_on",    silent="resume"),
    Turn(S.AWAITING_VERIFICATION, r.pressed(r.verifier, r.ABOVE_A_UNIT)),
    Turn(S.AWAITING_WRITE_OFF,    r.writer_off),
    *(Turn(ended, None) for ended in (S.WRITTEN_OFF, S.VOIDED, S.MERGED, S.TRANSFERRED, S.IMPORTED_CLOSED)),
)
URGENT = (r.approver.only_if(urgent=True), r.coordinator.only_if(urgent=True))    # told at once, beside the ordinary way
MAJOR = r.coordinator.only_if(level=Level.MAJOR)                                  # 双交办: to the lead and the coordinator
PARTIES = (r.lead_desk, r.territory, r.rectifier)

LIFECYCLE = Lifecycle(TURNS,
    # name                  动作             sources                     target                   by                               guards                                                                     needs                                    clock  told                                           then
    T("report",             _("上报"),       (),                         S.REPORTED,              None,                            (g.one_record, g.whereabouts_said, g.community_of_street, g.date_order),   (),                                      START, (r.safety_office, *URGENT)),
    T("import_open",        _("导入在办"),   (),                         S.REPORTED,              None,                            (g.one_record, g.date_order),                                              (),                                      START, ()),
    T("import_closed",      _("导入历史"),   (),                         S.IMPORTED_CLOSED,       None,                            (g.one_record, g.date_order),                                              (),                                      STOP,  ()),
    T("split_off",          _("分拆"),       (),                         AS_PARENT,               r.splitter,                      (g.one_record, g.parent_open),                                             (f.parent,),                             START, (r.reporter, r.rectifier)),
    # --- whose is it? the street proposes and approves; the departments claim; the office rules
    T("move_territory",     _("更正属地"),   (S.REPORTED,),              None,                    r.safety_office,                 (g.moved_once, g.street_named, g.reason_given),                            (),                                      START, (r.former(r.safety_office), r.safety_office, r.reporter)),
    T("confirm_fixed",      _("立改确认"),   (S.REPORTED,),              S.WRITTEN_OFF,           r.confirmer,                     (g.territory_known, g.general_level, g.two_photos, g.measures_settled, g.no_request_open),          (f.photos_known, f.measures),            STOP,  (r.reporter, r.rectifier)),
    T("merge",              _("并案"),       (S.REPORTED,),              S.MERGED,                r.safety_office,                 (g.survivor_open, g.same_place, g.level_not_above, g.measures_settled, g.no_request_open), (f.survivor, f.measures),      STOP,  (r.reporter,),                                 (Then("take_in", survivor_of), Then("move_along", merged_here, its_survivor))),
    T("separate",           _("撤销并案"),   (S.MERGED,),                S.REPORTED,              r.separator,                     (g.survivor_voided, g.reason_given),                                       (f.survivor_now,),                       START, (r.safety_office, r.reporter)),
    T("propose_assignment", _("拟派单"),     (S.REPORTED,),              S.AWAITING_APPROVAL,     r.safety_office,                 (g.parties_named, g.parties_live, g.lead_fit, g.level_set, g.level_not_lowered, g.demand_dated, g.no_request_open), (f.street_list, f.gradings), START, (r.approver,)),
    T("approve_assignment", _("批准派单"),   (S.AWAITING_APPROVAL,),     S.DISPATCHED,            r.approver,                      (g.parties_named, g.lead_fit),                                             (f.street_list,),                        START, (r.lead_desk, r.co_unit, r.rectifier, r.co_rectifier, r.reporter, MAJOR)),
    T("reject_assignment",  _("退回重拟"),   (S.AWAITING_APPROVAL,),     S.REPORTED,              r.approver,                      (g.reason_given,),                                                         (),                                      START, (r.proposer,)),
    T("recall_dispatch",    _("撤回派单"),   (S.DISPATCHED,),            S.REPORTED,              r.approver,                      (g.recalled_once, g.reason_given),                                         (),                                      START, (r.former(r.lead_desk), r.proposer, r.rectifier)),
    T("open_for_claim",     _("挂出认领"),   (S.REPORTED,),              S.CLAIMABLE,             r.safety_office,                 (g.territory_known, g.has_candidate, g.rectifier_named, g.parties_live, g.level_set, g.level_not_lowered, g.demand_dated, g.basis_given, g.no_request_open), (f.gradings,), START, (r.candidate, r.street_head, r.rectifier)),
    T("accept",             _("签收"),       (S.DISPATCHED,),            WORK,                    r.lead_desk,                     (g.handler_named, g.street_no_major),                                      (f.handler_seated,),                     START, (r.territory, r.rectifier)),
    T("deem_accepted",      _("视为签收"),   (S.DISPATCHED,),            WORK,                    r.SYSTEM,                        (g.limit_passed, g.street_no_major),                                       (),                                      START, (r.lead_head, r.coordinator_head, r.territory)),
    T("object",             _("提出异议"),   (S.DISPATCHED,),            S.CLAIMABLE,             r.lead_head,                     (g.not_ruled, g.object_once, g.basis_given, g.owner_named),                (f.standpoints,),                        START, (r.candidate, r.territory, r.coordinator),     (Then("convene"),)),
    T("claim",              _("认领"),       (S.REPORTED, S.CLAIMABLE),  WORK,                    r.claimer,                       (g.territory_known, g.still_open, g.claims_for_it, g.competent, g.lead_fit, g.level_set, g.rectifier_named, g.parties_live, g.handler_named, g.demand_dated, g.no_request_open), (f.standpoints, f.competent_units, f.street_list, f.handler_seated), START, (r.loser, r.territory, r.rectifier)),
    T("disclaim",           _("不予认领"),   (S.CLAIMABLE,),             None,                    r.candidate,                     (g.answer_once, g.speaks_for_it, g.basis_given, g.owner_named),            (f.standpoints,),                        KEEP,  (r.territory, r.coordinator),                  (Then("convene"),)),
    T("convene",            _("提请会商"),   (S.REPORTED, S.CLAIMABLE, S.DISPATCHED, S.PLANNING), S.CONSULTING, r.convener,          (g.territory_known, g.convene_cause, g.reason_given),                                         (f.competent_units,),                    START, (r.ruler, r.heard, r.rectifier)),
    T("rule",               _("裁定"),       (S.CONSULTING,),            WORK,                    r.ruler,                         (g.lead_fit, g.level_set, g.level_not_lowered, g.rectifier_named, g.parties_live, g.demand_dated, g.ruling_complete, g.number_unused, g.judge_free, g.verifier_free, g.territory_fit), (f.street_list, f.gradings, f.ruling_number_used), START, (r.lead_desk, r.co_unit, r.heard, r.territory, r.rectifier)),
    T("rerule",             _("改定牵头"),   ACCEPTED,                   None,                    r.reruler,                       (g.lead_fit, g.ruling_complete, g.number_unused, g.judge_free, g.verifier_free, g.rerule_cause), (f.street_list, f.ruling_number_used),   KEEP,  (r.former(r.lead_desk), *PARTIES)),
    # --- the work: plan, put right, set aside
    T("file_plan",          _("报备方案"),   (S.PLANNING,),              S.RECTIFYING,            r.filer,                         (g.five_in_place, g.demand_dated, g.plan_date_law),                        (f.listings,),                           START, (r.lead_desk, r.territory, r.coordinator)),
    T("return_plan",        _("退回方案"),   (S.RECTIFYING,),            S.PLANNING,              r.lead_officer,                  (g.major_level, g.reason_given),                                           (),                                      START, (r.rectifier,)),
    T("submit_result",      _("报请复查"),   (S.RECTIFYING,),            S.AWAITING_VERIFICATION, r.filer,                         (g.measures_written, g.after_photos, g.plan_done),                         (f.photos_known, f.plans),               START, (r.verifier, r.lead_desk, r.territory)),
    T("recall_result",      _("撤回报请"),   (S.AWAITING_VERIFICATION,), S.RECTIFYING,            r.submitter,                     (g.no_opinion_yet, g.reason_given),                                        (),                                      START, (r.verifier, r.lead_desk)),
    T("extend",             _("准予延期"),   (S.RECTIFYING,),            None,                    r.extender,                      (g.extension_asked, g.later_demand),                                       (),                                      START, (r.rectifier, r.territory, r.coordinator)),
    T("shelve",             _("准予挂账"),   (S.RECTIFYING, S.SHELVED),  S.SHELVED,               r.shelver,                       (g.shelving_asked, g.review_dated, g.shelf_total, g.stopped_if_major),     (f.shelf_turns, f.measures),             START, (r.rectifier, r.territory)),
    T("resume",             _("恢复整改"),   (S.SHELVED,),               S.RECTIFYING,            r.lead_officer | r.SYSTEM,       (g.demand_after_shelf,),                                                   (),                                      START, (r.rectifier, r.lead_head)),
    T("change_rectifier",   _("变更整改主体"), (*AT_WORK, S.SHELVED),    WORK,                    r.lead_decides,                  (g.new_rectifier_fit, g.rectifier_named, g.verifier_free, g.cause_listed, g.reason_given, g.demand_dated), (),                      START, (r.former(r.rectifier), r.rectifier, r.territory)),
    # --- how grave is it?
    T("determine",          _("定级"),       UNSETTLED,                  None,                    r.determiner,                    (g.may_determine, g.clause_in_force, g.level_not_lower),                   (f.competent_units, f.clauses_in_force), KEEP,  (r.holder, r.coordinator),                     (Then("convene", led_by_its_street),)),
    T("upgrade",            _("升级为重大"), (S.RECTIFYING, S.SHELVED, S.AWAITING_VERIFICATION, S.AWAITING_WRITE_OFF), S.PLANNING, r.determiner, (g.was_general, g.may_determine, g.clause_in_force),           (f.competent_units, f.clauses_in_force), START, (*PARTIES, r.coordinator),                     (Then("convene"),)),
    T("downgrade",          _("降为一般"),   AT_WORK,                    S.RECTIFYING,            r.lowerer,                       (g.lowering_asked, g.not_listed),                                          (),                                      START, PARTIES),
    # --- somebody else verifies it, a third writes it off
    T("designate_verifier", _("指定复查单位"), (S.RECTIFYING, S.AWAITING_VERIFICATION), None,     r.designator,                    (g.verifier_short, g.unit_not_rectifier, g.reason_given),                  (f.fit_verifiers,),                      KEEP,  (r.verifier, r.lead_desk)),
    T("sign_opinion",       _("签署复查意见"), (S.AWAITING_VERIFICATION,), None,                  r.verifier,                      (g.not_signed_twice, g.reason_given, g.on_site),                           (f.photos_known,),                       KEEP,  ()),
    T("pass_verification",  _("复查合格"),   (S.AWAITING_VERIFICATION,), S.AWAITING_WRITE_OFF,    r.verifier,                      (g.enough_opinions, g.reason_given, g.on_site),                            (f.photos_known,),                       START, (r.writer_off, r.rectifier, r.territory)),
    T("fail_verification",  _("复查不合格"), (S.AWAITING_VERIFICATION,), S.RECTIFYING,            r.verifier,                      (g.reason_given, g.demand_dated, g.on_site),                               (f.photos_known,),                       START, (r.rectifier, r.lead_desk, r.territory)),
    T("write_off",          _("销号"),       (S.AWAITING_WRITE_OFF,),    S.WRITTEN_OFF,           r.writer_off,                    (g.round_passed, g.measures_settled, g.listing_rechecked, g.no_contest, g.plan_completed), (f.measures, f.listings, f.plans), STOP, (r.rectifier, r.territory, r.reporter, r.co_reporter, MAJOR)),
    T("refuse_write_off",   _("不予销号"),   (S.AWAITING_WRITE_OFF,),    S.AWAITING_VERIFICATION, r.writer_off,                    (g.reason_given,),                                                         (),                                      START, (r.verifier, r.lead_desk)),
    T("reopen",             _("重开"),       (S.WRITTEN_OFF,),           WORK,                    r.reopener,                      (g.lead_known, g.reopen_cause, g.reason_given, g.demand_dated),            (f.reviews,),                            START, (*PARTIES, r.coordinator_head)),
    # --- it leaves otherwise
    T("void",               _("作废"),       LEAVES,                     S.VOIDED,                r.voider,                        (g.void_asked, g.not_major, g.measures_settled, g.not_listed),                   (f.pending_request, f.measures),         STOP,  (r.reporter, r.co_reporter, *PARTIES),         (Then("separate", merged_here),)),
    T("hand_over",          _("移送"),       LEAVES,                     S.TRANSFERRED,           r.coordinator,                   (g.receiver_signed, g.measures_settled, g.not_listed),                           (f.requests, f.measures),                STOP,  (r.reporter, r.co_reporter, *PARTIES)),
    *BESIDE,
    timers=TIMERS,
)
# fmt: on
