"""Forms of measures on site, of listing, of recusal, of the look-back."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as lazy

from hazards import choices
from hazards.enums import FollowUpKind, MeasureKind, MeasureState
from hazards.web.forms.base import (
    FilledForm,
    choice_field,
    date_field,
    line_field,
    number_choice,
    row_choice,
)
from hazards.web.forms.jurisdiction import departments

LASTING = (MeasureState.IN_FORCE, MeasureState.RELEASE_ASKED)


class ProposeMeasureForm(FilledForm):
    """拟定现场措施: which, where, until when."""

    kind = choice_field(lazy("措施"), MeasureKind.choices)
    until_on = date_field(lazy("期限"), help_text=lazy("查封扣押须有期限；没有期限则留空"), required=False)
    field_order: Sequence[str] = ("kind", "note", "until_on")
    SAID: ClassVar[tuple[str, ...]] = ("kind", "until_on")


class MeasureForm(FilledForm):
    """Which measure is meant, among those in the states that the act is about."""

    STATES: tuple[str, ...] = LASTING
    measure = number_choice(lazy("哪一项措施"))
    field_order: Sequence[str] = ("measure", "note")
    SAID: ClassVar[tuple[str, ...]] = ("measure",)
    NUMBERS = {"measure": lambda form: choices.measures_in(form.hazard, form.STATES)}  # type: ignore[attr-defined]


class ProposedMeasureForm(MeasureForm):
    """Among those that wait for the second officer."""

    STATES = (MeasureState.PROPOSED,)


class ReleaseForm(MeasureForm):
    """Among those whose release was asked for."""

    STATES = (MeasureState.RELEASE_ASKED,)


class ExpireForm(MeasureForm):
    """措施期满: its term has passed, or the place is closed for good."""

    closed = forms.BooleanField(
        label=lazy("场所已经关闭"), widget=forms.CheckboxInput({"class": "bh-tick"}), required=False
    )
    field_order: Sequence[str] = ("measure", "closed", "note")
    SAID: ClassVar[tuple[str, ...]] = ("measure", "closed")


class RebaseForm(MeasureForm):
    """措施转由他案: on which other hazard of the place it rests."""

    to = number_choice(lazy("转到哪一件"))
    field_order: Sequence[str] = ("measure", "to", "note")
    SAID: ClassVar[tuple[str, ...]] = ("measure", "to")
    NUMBERS = {**MeasureForm.NUMBERS, "to": lambda form: choices.same_place_open(form.hazard, form.standing)}

    def given(self) -> dict[str, Any]:
        """The other hazard's record says what the measure is."""
        values = super().given()
        values["data"] |= choices.measure_words(self.hazard, values["data"]["measure"])
        return values


class ProposeListingForm(FilledForm):
    """提请挂牌督办: level, government, department, number, finish date."""

    level = choice_field(lazy("挂牌级别"), [(word, word) for word in ("区级", "市级", "省级")])
    government = line_field(lazy("挂牌政府"), most=100)
    unit = row_choice(lazy("督办部门"))
    number = line_field(lazy("文号"), most=60)
    finish_on = date_field(lazy("完成日期"))
    field_order: Sequence[str] = ("level", "government", "unit", "number", "finish_on", "note")
    NESTED = {"listing": ("level", "government", "number", "finish_on")}
    CHOOSERS = {"unit": departments}


class DesignateForm(FilledForm):
    """指定复查单位."""

    unit = row_choice(lazy("复查单位"))
    field_order: Sequence[str] = ("unit", "note")
    CHOOSERS = {"unit": departments}


class AskRecusalForm(FilledForm):
    """申请回避: who."""

    person = number_choice(lazy("应当回避的人"))
    field_order: Sequence[str] = ("person", "note")
    NUMBERS = {"person": lambda form: choices.people_of_chain(form.hazard, form.standing.at)}


class RecusalForm(FilledForm):
    """同意、不同意回避: which."""

    recusal = number_choice(lazy("哪一项回避"))
    field_order: Sequence[str] = ("recusal", "note")
    SAID: ClassVar[tuple[str, ...]] = ("recusal",)
    NUMBERS = {"recusal": lambda form: choices.recusals_asked(form.hazard)}


class RefuseRecusalForm(RecusalForm):
    """不同意回避: whom it frees."""

    def given(self) -> dict[str, Any]:
        """The person whom the recusal named is free again."""
        values = super().given()
        return values | {"person": choices.recused_by(self.hazard, values["data"]["recusal"])}


class FollowUpForm(FilledForm):
    """处理约谈或线索: which."""

    follow_up = choice_field(lazy("哪一项"), FollowUpKind.choices)
    field_order: Sequence[str] = ("follow_up", "note")
    SAID: ClassVar[tuple[str, ...]] = ("follow_up",)


class DrawSampleForm(FilledForm):
    """抽取回头看: by which seed, who looks."""

    seed = line_field(lazy("抽取种子"), most=100, help_text=lazy("公开的种子，可以照此重算"))
    persons = forms.TypedMultipleChoiceField(
        label=lazy("回头看人员（至少两名）"), coerce=int, widget=forms.CheckboxSelectMultiple({"class": "bh-tick"})
    )
    field_order: Sequence[str] = ("seed", "persons", "note")
    SAID: ClassVar[tuple[str, ...]] = ("seed",)
    NUMBERS = {"persons": lambda form: choices.outside_the_chain(form.hazard, form.standing.at)}
