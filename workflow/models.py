"""The engine's tables: abstract ones that a domain makes concrete with a real foreign key, and dated policy data."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import django_fsm as fsm
from django.db import models
from django.utils.translation import gettext_lazy as _

from records.models import Record
from workflow.lifecycle import Lifecycle


@dataclass(frozen=True, slots=True)
class Move:
    """One transition that the gate has just written: the case before it (None: born) and after, and what was known."""

    name: str
    before: "Case | None"
    after: "Case"
    facts: Any


class Case(models.Model):
    """Abstract: something that has one state under one law, changed by the gate alone.

    A concrete case names `lifecycle`, its models of records and clocks, `topic`, and lists in `gate_fields` every
    column that transitions may change; all of them are repeated in the records, so the row is their fold.
    """

    lifecycle: Lifecycle
    record_model: type["CaseRecord"]
    clock_model: type["CaseClock"]
    timer_model: type["CaseTimer"]
    topic: str
    gate_fields: tuple[str, ...]

    state = fsm.FSMField(_("状态"), protected=True, max_length=24)
    version = models.PositiveIntegerField(_("版本"), default=0)
    head = models.BinaryField(_("链首哈希"), max_length=32)
    due_at = models.DateTimeField(_("本环节到期"), null=True, blank=True)
    # When its present life began: at birth, or when it was opened again.
    begun_at = models.DateTimeField(_("起算时间"), null=True, blank=True)
    ended_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    # Who acts in the draft that a transition is tried on: set by the gate, never by a caller, never saved.
    acting_person_id: int = 0
    # Who acted last, in words: read once, for the refusals of a page.
    last_act: str | None = None
    # Who acted in this episode. Kept by the gate: look-backs and reviews exclude these persons.
    acted_ids: Any = None

    class Meta:
        abstract = True

    def refresh_from_db(self, using: str | None = None, fields: Any = None, from_queryset: Any = None) -> None:
        """Reload. Not django-fsm's way, which switches the field's protection off for the whole process meanwhile."""
        if fields is None:
            # Named one by one: a popped state would count as deferred, and not be read.
            deferred = self.get_deferred_fields()
            fields = [f.attname for f in self._meta.concrete_fields if f.attname not in deferred]
        if "state" in fields:
            self.__dict__.pop("state", None)
        models.Model.refresh_from_db(self, using=using, fields=fields, from_queryset=from_queryset)

    def draft(self) -> "Case":
        """Return a copy on which a transition can be tried; cheap, without the ORM."""
        copy = type(self).__new__(type(self))
        copy.__dict__.update(self.__dict__)
        return copy

    @classmethod
    def follow(cls, moves: Sequence[Move]) -> None:
        """Let the rows beside the case follow its moves, in the gate's transaction; a case without any does nothing.

        Raises RefusedError when they can't; then nothing of the call is written.
        """

    @property
    def is_open(self) -> bool:
        """True while it is somebody's turn."""
        return self.lifecycle.turns[self.state].is_open


class CaseRecord(Record):
    """Abstract: what happened to one case. `key` is the caller's idempotency key."""

    source = models.CharField(_("原状态"), max_length=24, blank=True)
    target = models.CharField(_("新状态"), max_length=24)
    appointment_id = models.BigIntegerField(_("所依任职"), null=True, blank=True)
    key = models.CharField(_("请求标识"), max_length=100, null=True, blank=True)

    class Meta:
        abstract = True


class Ticking(models.Model):
    """Abstract: a clock of one case, moved by the gate and the sweep; its past runs are in the records.

    `run` is the version of the case that started it. `level` counts the rungs climbed in this run;
    `next_rung_at` is when the next one is due, null when the clock has stopped or the ladder has ended.
    """

    run = models.PositiveIntegerField(_("起于版本"))
    started_at = models.DateTimeField(_("开始"))
    due_at = models.DateTimeField(_("到期"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("停止"), null=True, blank=True)
    provisional = models.BooleanField(_("暂定"), default=False)
    policy_id = models.BigIntegerField(_("时限规则"), null=True, blank=True)
    calendar_id = models.BigIntegerField(_("日历版本"), null=True, blank=True)
    level = models.PositiveSmallIntegerField(_("已升级级数"), default=0)
    next_rung_at = models.DateTimeField(_("下一级时间"), null=True, blank=True)

    class Meta:
        abstract = True


class CaseClock(Ticking):
    """Abstract: the clock of the case's stage; one row a case."""

    state = models.CharField(_("环节"), max_length=24)

    class Meta:
        abstract = True


class CaseTimer(Ticking):
    """Abstract: a clock that runs across stages, by the law's Timer of its `kind`; one row a case and kind."""

    kind = models.CharField(_("时钟"), max_length=24)

    class Meta:
        abstract = True


class Rung(models.Model):
    """Abstract: one rung of the ladder fired. Unique per clock, run and level: that makes it exactly once.

    `kind` is the timer's; empty for the clock of the stage.
    """

    kind = models.CharField(_("时钟"), max_length=24, default="", blank=True)
    run = models.PositiveIntegerField(_("起于版本"))
    level = models.PositiveSmallIntegerField(_("级"))
    name = models.CharField(_("名称"), max_length=40)
    due_at = models.DateTimeField(_("应升级时间"))
    fired_at = models.DateTimeField(_("实际升级时间"))

    class Meta:
        abstract = True


class CalendarVersion(models.Model):
    """One published state of the working calendar: all years known then. The latest is in force."""

    source = models.CharField(_("来源"), max_length=200)
    published_at = models.DateTimeField(_("发布时间"))

    class Meta:
        verbose_name = _("工作日历版本")


class Holiday(models.Model):
    """One day that departs from Monday–Friday, or the mark that a year is arranged (State Council's notice)."""

    calendar = models.ForeignKey(CalendarVersion, models.PROTECT, verbose_name=_("日历版本"), related_name="holidays")
    day = models.DateField(_("日期"))
    working = models.BooleanField(_("上班"), help_text=_("是：调休上班；否：放假"))
    name = models.CharField(_("名称"), max_length=40)

    class Meta:
        verbose_name = _("节假日与调休")
        constraints = [models.UniqueConstraint(fields=["calendar", "day"], name="workflow_holiday_one_a_day")]


class ClockPolicy(models.Model):
    """How long a state may last and who is told when it lasts longer (时限规则), for a span of time.

    `level` empty: any; the more special row wins. `limit` is a duration such as "1wd", "2h", "10d".
    `ladder` lists rungs: {"name", "after" (a duration past the due time), "told" (relations)}.
    """

    topic = models.CharField(_("对象"), max_length=40)
    state = models.CharField(_("环节"), max_length=24)
    level = models.CharField(_("隐患等级"), max_length=12, blank=True)
    urgent = models.BooleanField(_("紧急"), default=False)
    limit = models.CharField(_("时限"), max_length=12)
    ladder = models.JSONField(_("升级阶梯"))
    basis = models.CharField(_("依据"), max_length=300)
    from_at = models.DateTimeField(_("起"))
    until_at = models.DateTimeField(_("止"), null=True, blank=True)

    class Meta:
        verbose_name = _("时限规则")
