"""The law, second part: what is asked, ordered, listed, said beside a hazard. None of it takes the turn away.

Each row keeps the hazard's state; the matter that it opens or moves is a record beside the hazard (hazards/models).
"""

from django.utils.translation import gettext_lazy as _

from hazards import facts as f
from hazards import guards as g
from hazards import relations as r
from hazards.branches import measure_taker
from hazards.enums import State as S
from hazards.stages import ACCEPTED, ASKED, AT_WORK, LEAVES, OPEN, VERIFIED
from workflow.lifecycle import Clock, Then
from workflow.lifecycle import Transition as T

KEEP = Clock.KEEP
# fmt: off
BESIDE = (
    # name                 动作                 sources                   target by                         guards                                                             needs                 clock told
    # --- requests: asked by one, decided by another (decisions that move the hazard stand in hazards/lifecycle.py)
    T("ask_extend",        _("申请延期"),       (S.RECTIFYING,),          None, r.filer,                   (g.no_request_open, g.before_the_date, g.extensions_left, g.extension_said), (),         KEEP, (r.decider,)),
    T("ask_shelve",        _("申请挂账"),       (S.RECTIFYING, S.SHELVED), None, r.asks_at_work,           (g.no_request_open, g.shelf_complete, g.stopped_if_major),         (f.measures,),        KEEP, (r.decider,)),
    T("ask_void",          _("申请作废"),       LEAVES,                   None, r.leave_asker,             (g.no_request_open, g.reason_given),                               (),                   KEEP, (r.decider,)),
    T("ask_transfer",      _("申请移送"),       LEAVES,                   None, r.leave_asker,             (g.no_request_open, g.no_transfer_waits, g.outside_district, g.reason_given), (f.requests,),                   KEEP, (r.decider,)),
    T("ask_downgrade",     _("申请降级"),       AT_WORK,                  None, r.asks_at_work,            (g.no_request_open, g.major_level, g.evidence_given),              (),                   KEEP, (r.decider,)),
    T("refuse_request",    _("不同意申请"),     ASKED,                    None, r.decider,                 (g.request_pending, g.reason_given),                               (),                   KEEP, (r.former_asker,)),
    T("withdraw_request",  _("撤回申请"),       ASKED,                    None, r.asker,                   (g.request_pending,),                                              (),                   KEEP, (r.former_decider,)),
    T("grant_transfer",    _("同意移送"),       LEAVES,                   None, r.voider,                  (g.transfer_asked,),                                               (),                   KEEP, (r.former_asker, r.coordinator)),
    T("sign_transfer",     _("登记移送签收"),   LEAVES,                   None, r.coordinator,             (g.transfer_granted, g.receipt_whole),                             (f.requests,),        KEEP, (r.holder,)),
    T("return_transfer",   _("移送被退回"),     LEAVES,                   None, r.coordinator,             (g.transfer_granted, g.reason_given),                              (f.requests,),        KEEP, (r.holder,)),
    # --- jurisdiction, while the work goes on
    T("contest_claim",     _("对认领提出异议"), ACCEPTED,                 None, r.loser,                   (g.contest_once, g.contests_for_it, g.contest_in_time, g.basis_given), (f.standpoints,),     KEEP, (r.ruler, r.lead_desk)),
    T("refer_ruling",      _("提请安委会裁定"), (S.CONSULTING,),          None, r.ruler,                   (g.host_unheard, g.reason_given),                                  (),                   KEEP, (r.ruler,)),
    # --- the plan
    T("report_stage",      _("报告方案阶段完成"), (S.RECTIFYING,),        None, r.filer,                   (g.stage_of_the_plan, g.reason_given),                             (f.plans,),           KEEP, (r.lead_desk,)),
    # --- measures on site: possible in every open state, without waiting for any turn (先处置后流转)
    T("propose_measure",   _("拟定现场措施"),   OPEN,                     None, r.enforcer,                (g.measure_said,),                                                 (),                   KEEP, (r.holder, r.coordinator)),
    T("order_measure",     _("实施现场措施"),   OPEN,                     None, r.enforcer,                (g.two_officers,),                                                 (f.measures,),        KEEP, (r.rectifier, r.holder, r.coordinator)),
    T("drop_measure",      _("不实施现场措施"), OPEN,                     None, r.enforcer,                (g.measure_proposed, g.reason_given),                              (f.measures,),        KEEP, (r.holder,)),
    T("ask_release",       _("申请解除措施"),   OPEN,                     None, r.filer,                   (g.measure_in_force, g.reason_given),                              (f.measures,),        KEEP, (r.lead_head,)),
    T("refuse_release",    _("不同意解除措施"), OPEN,                     None, r.measure_head,            (g.release_asked, g.reason_given),                                 (f.measures,),        KEEP, (r.rectifier,)),
    T("lift_measure",      _("同意恢复"),       OPEN,                     None, r.measure_head,            (g.passed_since, g.release_asked, g.release_by_another),           (f.measures, f.rounds), KEEP, (r.rectifier, r.territory)),
    T("expire_measure",    _("措施期满"),       OPEN,                     None, r.measure_head,            (g.measure_over, g.shelf_stays_safe, g.reason_given),              (f.measures,),        KEEP, (r.rectifier, r.territory)),
    T("rebase_measure",    _("措施转由他案"),   OPEN,                     None, r.measure_head,            (g.rests_elsewhere, g.shelf_stays_safe, g.reason_given),           (f.measures, f.same_place_open), KEEP, (r.rectifier, r.territory), (Then("take_measure", measure_taker),)),
    T("take_measure",      _("承接现场措施"),   OPEN,                     None, r.SYSTEM,                  (),                                                                (),                   KEEP, (r.holder, r.rectifier)),
    # --- listing of a major hazard (挂牌督办)
    T("propose_listing",   _("提请挂牌督办"),   AT_WORK,                  None, r.coordinator,             (g.major_level, g.none_proposed, g.listing_complete),              (),                   KEEP, (r.listing_head, r.lead_desk)),
    T("put_on_list",       _("挂牌督办"),       ACCEPTED,                 None, r.listing_head,            (g.major_level, g.listing_proposed, g.listed_by_another),          (f.listings,),        KEEP, (r.lead_desk, r.rectifier, r.territory, r.coordinator)),
    T("decline_listing",   _("不予挂牌"),       ACCEPTED,                 None, r.listing_head,            (g.listing_proposed, g.reason_given),                              (),                   KEEP, (r.coordinator,)),
    T("recheck_listing",   _("督办部门复查"),   (S.AWAITING_WRITE_OFF,),  None, r.listing_officer,         (g.is_listed, g.recheck_once, g.reason_given, g.on_site),          (f.listings, f.photos_known), KEEP, (r.writer_off,)),
    T("report_progress",   _("报告督办进展"),   ACCEPTED,                 None, r.lead_officer,            (g.is_listed, g.reason_given),                                     (),                   KEEP, (r.listing_head,)),
    T("revoke_listing",    _("撤销挂牌"),       AT_WORK,                  None, r.listing_head,            (g.is_listed, g.reason_given),                                     (),                   KEEP, (r.lead_desk, r.rectifier, r.territory, r.coordinator)),
    # --- who stands aside
    T("ask_recusal",       _("申请回避"),       VERIFIED,                 None, r.recusal_asker,           (g.person_named, g.reason_given),                                  (),                   KEEP, (r.recuser,)),
    T("grant_recusal",     _("同意回避"),       VERIFIED,                 None, r.recuser,                 (g.recusal_asked, g.recused_by_another),                           (f.recusals,),        KEEP, (r.lead_desk,)),
    T("refuse_recusal",    _("不同意回避"),     VERIFIED,                 None, r.recuser,                 (g.recusal_asked, g.recusal_freed, g.reason_given),                (f.recusals,),        KEEP, (r.lead_desk,)),
    T("settle_follow_up",  _("处理约谈或线索"), (*ACCEPTED, S.WRITTEN_OFF), None, r.lead_decides,          (g.follow_up_open, g.reason_given),                                (f.follow_ups,),      KEEP, (r.coordinator,)),
    # --- after the end
    T("ask_review",        _("申请复核"),       (S.WRITTEN_OFF, S.MERGED), None, r.reviewer,               (g.can_reopen, g.review_once, g.review_in_time, g.reason_given),   (f.reviews,),         KEEP, (r.contest_decider,)),
    T("dismiss_review",    _("复核不成立"),     (S.WRITTEN_OFF, S.MERGED), None, r.contest_decider,        (g.review_open, g.reason_given),                                   (f.reviews,),         KEEP, (r.reporter, r.co_reporter)),
    T("draw_sample",       _("抽取回头看"),     (S.WRITTEN_OFF,),         None, r.coordinator,             (g.none_drawn, g.drawn_persons_free),                              (f.samples,),         KEEP, (r.look_back,)),
    T("pass_sample",       _("回头看合格"),     (S.WRITTEN_OFF,),         None, r.look_back,               (g.reason_given, g.on_site),                                       (f.photos_known,),    KEEP, (r.coordinator,)),
    T("miss_sample",       _("回头看未找到"),   (S.WRITTEN_OFF,),         None, r.look_back,               (g.reason_given,),                                                 (),                   KEEP, (r.coordinator,)),
    # --- in every open state
    T("amend",             _("更正要素"),       OPEN,                     None, r.amender,                 (g.something_amended, g.community_fit, g.found_by_now, g.parties_live, g.reason_given), (),                   KEEP, (r.holder,)),
    T("state_objection",   _("整改单位陈述"),   (S.DISPATCHED, *ACCEPTED), None, r.rectifier,              (g.reason_given,),                                                 (),                   KEEP, (r.lead_head,)),
    T("urge",              _("催办"),           OPEN,                     None, r.urger,                   (g.reason_given,),                                                 (),                   KEEP, (r.turn,)),
    # --- what the machine writes when something else has happened
    T("take_in",           _("并入一件"),       OPEN,                     None, r.SYSTEM,                  (),                                                                (),                   KEEP, (r.holder,)),
    T("move_along",        _("随案并入"),       (S.MERGED,),              None, r.SYSTEM,                  (g.survivor_merged,),                                              (f.survivor_now,),    KEEP, (r.reporter,)),
    T("succeed",           _("承继"),           OPEN,                     None, r.SYSTEM,                  (g.unit_ended,),                                                   (),                   KEEP, (r.holder,)),
)
# fmt: on
