"""The form of a report: where, what, and whether it can wait."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hazards import choices
from hazards.access import Standing
from hazards.enums import PhotoRole, Source
from hazards.web.forms import AREA, hidden, text_input
from hazards.web.photo_fields import PhotoForm
from responsibility.enums import PostKind
from responsibility.models import Unit

# Through which door a report comes: told by the reporter's seat.
DOORS = (
    (Source.GRID, {PostKind.GRID_WORKER}),
    (Source.SELF_CHECK, {PostKind.PRINCIPAL, PostKind.SAFETY_MANAGER}),
    (Source.INSPECTION, {PostKind.OFFICER, PostKind.SAFETY_OFFICE, PostKind.HEAD, PostKind.DEPUTY}),
)


def source_of(standing: Standing) -> str:
    """Return the door by which a report of this person comes: his first seat's, else the public's."""
    for source, kinds in DOORS:
        if any(seat.kind in kinds for seat in standing.positions):
            return source
    return Source.PUBLIC


class ReportForm(PhotoForm):
    """上报隐患: photographs, what, where, and whether it can wait."""

    key = forms.CharField(max_length=64, widget=hidden(), required=False)
    description = forms.CharField(
        label=lazy("哪里不安全"),
        help_text=lazy("用一句话写明，例如：楼道内电动自行车飞线充电，2 辆"),
        widget=forms.Textarea(AREA),
        max_length=2000,
        error_messages={"required": lazy("请写明隐患内容")},
    )
    street = forms.ModelChoiceField(
        Unit.objects.none(),
        label=lazy("街道（镇）"),
        widget=forms.Select({"class": "bh-input"}),
        empty_label=lazy("请选择"),
        error_messages={"required": lazy("请选择街道")},
    )
    place_text = forms.CharField(
        label=lazy("地点"),
        help_text=lazy("门牌号、楼层、单位名称"),
        widget=text_input(),
        max_length=300,
        required=False,
    )
    urgent = forms.BooleanField(
        label=lazy("紧急：随时可能伤人"), widget=forms.CheckboxInput({"class": "bh-tick"}), required=False
    )

    def __init__(self, data: Any = None, files: Any = None, *, standing: Standing) -> None:
        super().__init__(data, files, initial={"key": uuid4().hex})
        self.ask_for(dict.fromkeys((PhotoRole.BEFORE, PhotoRole.AFTER), False), of=f"{standing.person_id}/report")
        self.fields["before"].label = _("照片")
        self.fields["after"].label = _("改好之后的照片")
        self.fields["after"].help_text = self.fields["after"].help_text or _("当场已经改好的，再拍一张")
        self.order_fields(["before", "forget", *(name for name in self.fields if name != "after"), "after"])
        self.source = source_of(standing)
        street: Any = self.fields["street"]
        street.queryset = choices.streets(standing.at)
        above = {unit for seat in standing.positions for unit in seat.path}
        self.initial["street"] = next((unit.pk for unit in street.queryset if unit.pk in above), None)
