"""The door's words, for somebody who has never seen the system: what to do first, the rule last."""

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as lazy

from hazards.door import DoorState
from hazards.enums import State as S

# What the owner can do here, in the order in which it is offered; all of it the rectifier's own by the law.
ACTS: dict[str, Any] = {
    "submit_result": lazy("交上去，请人来复查"),
    "file_plan": lazy("交治理方案"),
    "report_stage": lazy("有一个阶段做完了"),
    "ask_extend": lazy("来不及，申请延期"),
    "ask_release": lazy("申请解除现场措施"),
    "state_objection": lazy("不是我的责任，要说明"),
    "recall_result": lazy("交早了，先撤回来"),
}
NOTES: dict[str, tuple[Any, Any]] = {
    "submit_result": (lazy("写一句：怎么改的"), lazy("例如：通道已清空，今天上午把纸箱搬到了仓库")),
    "ask_extend": (lazy("为什么来不及"), lazy("例如：设备要订货，下周三到")),
    "state_objection": (lazy("请写明为什么"), lazy("例如：这一层已转租，由谁负责。说明期间整改不停")),
    "recall_result": (lazy("还缺什么"), ""),
}
CAMERAS: dict[str, tuple[Any, Any]] = {
    "before": (lazy("先拍没改时的样子"), lazy("动手之前拍一张")),
    "after": (lazy("拍改好后的"), lazy("站在同一位置拍")),
}


class Task(NamedTuple):
    """Whose turn it is, as the owner is told."""

    title: Any
    words: Any = ""


MINE: dict[str, Task] = {
    S.PLANNING: Task(lazy("请先交治理方案"), lazy("重大隐患要先写好怎么改、谁负责、花多少钱，再动手。")),
    S.RECTIFYING: Task(lazy("请改好，拍照交上去")),
}
OTHERS: dict[str, Task] = {
    S.DISPATCHED: Task(lazy("等监管单位签收"), lazy("您现在就可以动手改。他们签收以后，这里就能交照片。")),
    S.CLAIMABLE: Task(lazy("正在定由哪个部门来管"), lazy("整改期限不变，请先改。")),
    S.CONSULTING: Task(lazy("正在定由哪个部门来管"), lazy("整改期限不变，请先改。")),
    S.PLANNING: Task(lazy("等交治理方案")),
    S.RECTIFYING: Task(lazy("正在整改")),
    S.SHELVED: Task(lazy("已经批准暂缓"), lazy("到复核那一天自动恢复整改；在那之前请看好这一处。")),
    S.AWAITING_VERIFICATION: Task(lazy("已经交上，等人来复查"), lazy("来人时请您在场。复查不收费。")),
    S.AWAITING_WRITE_OFF: Task(lazy("复查通过了，等销号"), lazy("不用您再做什么。")),
}
# What became of what he sent: the newest of these is said on top.
OUTCOMES: dict[str, Any] = {
    "fail_verification": lazy("复查没有通过，还要改"),
    "pass_verification": lazy("复查通过了"),
    "refuse_write_off": lazy("还要再复查一次"),
    "return_plan": lazy("治理方案被退回，请补齐"),
    "extend": lazy("延期申请同意了"),
    "refuse_request": lazy("申请没有同意"),
    "submit_result": lazy("您交的整改结果收到了"),
    "file_plan": lazy("治理方案收到了"),
    "ask_extend": lazy("延期申请收到了，等答复；答复之前按原期限"),
    "state_objection": lazy("您的说明收到了；整改不因此停止"),
    "recall_result": lazy("已经撤回，改好再交"),
    "lift_measure": lazy("同意恢复使用"),
    "refuse_release": lazy("解除措施的申请没有同意"),
}


class Closed(NamedTuple):
    """Why the door is shut, and what helps."""

    status: int
    title: Any
    words: Any


UNKNOWN, OTHER_DEVICE, LOCKED, USED_UP = "UNKNOWN", "OTHER_DEVICE", "LOCKED", "USED_UP"
_CALL = lazy("要继续办，请打通知书上的联系电话，请对方重新开一份。")
CLOSED: dict[str, Closed] = {
    UNKNOWN: Closed(
        404,
        lazy("打不开这个链接"),
        lazy("请重新扫一次通知书上的二维码，或者完整地点开收到的链接。还是打不开，请打通知书上的联系电话。"),
    ),
    OTHER_DEVICE: Closed(
        403,
        lazy("已在另一台手机上打开"),
        lazy("同一时间只能在一台手机上办。要换回这一台，请重新扫通知书上的二维码，再输入核对码。"),
    ),
    LOCKED: Closed(403, lazy("核对码输错的次数太多"), _CALL),
    USED_UP: Closed(403, lazy("换手机的次数用完了"), _CALL),
    DoorState.REVOKED: Closed(410, lazy("这份通知书已经作废"), _CALL),
    DoorState.REPLACED: Closed(
        410, lazy("已经换了一份新的通知书"), lazy("请用最新的一份：扫它的二维码，输入它的核对码。")
    ),
    DoorState.CLOSED: Closed(410, lazy("这件事已经办结"), lazy("不用您再做什么。")),
    DoorState.MOVED: Closed(410, lazy("这件事已不由您单位整改"), lazy("有疑问，请打通知书上的联系电话。")),
    DoorState.SEAT_ENDED: Closed(
        410, lazy("收件人已不在这个岗位上"), lazy("请单位现在的负责人打通知书上的联系电话，请对方重新开一份。")
    ),
    DoorState.EXPIRED: Closed(410, lazy("这个链接到期了"), _CALL),
}

# 安全生产法 art. 41: said last, for whoever asks why.
LAW = lazy("生产经营单位应当采取技术、管理措施，及时发现并消除事故隐患。")
LAW_NAME = lazy("《中华人民共和国安全生产法》第四十一条")
