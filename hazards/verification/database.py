"""What must hold of the database as a whole: its list of edges, its outbox, its acts, its guards."""

from collections.abc import Callable, Iterable, Iterator

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hazards.models import DoorLink, Hazard, HazardException, HazardRecord, UnitException
from hazards.verification.door import door_findings
from hazards.verification.exceptions import exception_findings, reporter_findings
from notifications.models import Outbox
from records.expected import guards_of_migrations
from records.models import Act, Proposal, Stream
from records.verification import Finding, act_chain_findings, guard_findings, proposal_findings
from workflow.verification.folds import edges_of
from workflow.verification.invariants import Tally, Words

SAYS: dict[str, Words] = {
    "EDGE_LIST": lazy("数据库触发器所知的边等于规程的边加升级"),
    "OUTBOX_ORPHAN": lazy("每条发件都有其记录"),
    "REPORTER_SEAL": lazy("封存的上报人与登记记录里的承诺值相符，一件不缺"),
    "EXCEPTION_ACTS": lazy("每项例外查看与给予、结束的记录相符"),
    "DOOR_ACTS": lazy("每份整改通知书与开具、打开、作废的记录相符"),
    "ACT_CHAIN": lazy("任职、机构、审批等记录链由头重算相符"),
    "ACT_COLUMNS": lazy("任职、机构、审批等记录的列与正文一致"),
    "ACT_HEAD": lazy("每条记录链的链首与长度等于其末条记录"),
    "PROPOSAL": lazy("两人审批的变更都有提出和审批两条记录"),
    "GUARD_TRIGGER": lazy("守护触发器齐全、始终启用、与迁移一致"),
    "GUARD_FUNCTION": lazy("守护函数与迁移一致"),
    "GUARD_CONSTRAINT": lazy("守护约束齐全有效"),
    "APP_RIGHTS": lazy("应用角色没有多余权限"),
    "CLOCK": lazy("法定时钟未被人为设定"),
}


def edge_findings() -> Iterator[Finding]:
    """The trigger's list of edges, against the law and the ladder."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT name, source, target FROM {Hazard._meta.db_table}_edges()")
        listed = {tuple(row) for row in cursor.fetchall()}
    law = edges_of(Hazard.lifecycle)
    for name, source, target in sorted(law - listed):
        yield Finding("EDGE_LIST", f"{name}:{source}→{target}", _("规程有此边，数据库没有"))
    for name, source, target in sorted(listed - law):
        yield Finding("EDGE_LIST", f"{name}:{source}→{target}", _("数据库有此边，规程没有"))


def orphan_findings() -> Iterator[Finding]:
    """Outbox rows that tell of a record nobody wrote; those of real records are asked case by case."""
    told = Outbox.objects.filter(topic=Hazard.topic).exclude(record_id__in=HazardRecord.objects.values("pk"))
    for pk, record_id in told.order_by("pk").values_list("pk", "record_id").iterator(chunk_size=1000):
        yield Finding("OUTBOX_ORPHAN", f"outbox/{pk}", _("所告知的记录 %(record)s 不存在") % {"record": record_id})


def examine_database() -> list[Tally]:
    """Ask everything that is no single case's affair."""
    guards = guards_of_migrations()
    counted: dict[str, Callable[[], int]] = {
        "EDGE_LIST": lambda: len(edges_of(Hazard.lifecycle)),
        "OUTBOX_ORPHAN": Outbox.objects.filter(topic=Hazard.topic).count,
        "REPORTER_SEAL": HazardRecord.objects.filter(name="report").count,
        "EXCEPTION_ACTS": lambda: HazardException.objects.count() + UnitException.objects.count(),
        "DOOR_ACTS": DoorLink.objects.count,
        "ACT_CHAIN": Act.objects.count,
        "ACT_COLUMNS": Act.objects.count,
        "ACT_HEAD": Stream.objects.count,
        "PROPOSAL": Proposal.objects.count,
        "GUARD_TRIGGER": lambda: len(guards.triggers),
        "GUARD_FUNCTION": lambda: len(guards.functions),
        "GUARD_CONSTRAINT": lambda: len(guards.constraints),
        "APP_RIGHTS": lambda: len({table for table, _name in guards.triggers} | set(guards.refused)),
    }
    tallies = {name: Tally(name, says, checked=counted.get(name, lambda: 1)()) for name, says in SAYS.items()}
    sources: tuple[Iterable[Finding], ...] = (
        *(edge_findings(), orphan_findings(), reporter_findings(), exception_findings()),
        door_findings(),
        *(act_chain_findings(), proposal_findings(), guard_findings(guards)),
    )
    for findings in sources:
        for finding in findings:
            # The floor below may learn to find more than this list knows.
            tally = tallies.setdefault(finding.invariant, Tally(finding.invariant, finding.invariant))
            tally.add(finding.subject, finding.words)
    return list(tallies.values())
