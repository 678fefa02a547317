"""The form of a report: where, what, and whether it can wait."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hazards import choices
from hazards.access import Standing
from hazards.enums import PhotoRole, Source
from hazards.services.reporters import Identity
from hazards.web import keys
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


# What is asked of the reporter himself, by the door. Who reports as an officer or for the grid reports openly; of an
# enterprise's own people it is asked whether their unit may know (law: the safety officer past the principal).
ASKED = {
    Source.PUBLIC: ("reporter_name", "phone", "anonymous", "wants_reward"),
    Source.SELF_CHECK: ("anonymous",),
}
OF_HIMSELF = ASKED[Source.PUBLIC]


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
        required=False,
    )
    street_unknown = forms.BooleanField(
        label=lazy("不清楚在哪个街道，在地点里写明在哪里"),
        widget=forms.CheckboxInput({"class": "bh-tick"}),
        required=False,
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

    reporter_name = forms.CharField(
        label=lazy("您的姓名"),
        help_text=lazy("只有受理和发放奖励的人能看到，每看一次都有记录"),
        widget=text_input(autocomplete="name"),
        max_length=100,
        required=False,
    )
    phone = forms.CharField(
        label=lazy("您的电话"),
        help_text=lazy("需要核实时联系您"),
        widget=text_input(type="tel", inputmode="tel", autocomplete="tel"),
        max_length=40,
        required=False,
    )
    anonymous = forms.BooleanField(
        label=lazy("匿名上报：不留姓名"), widget=forms.CheckboxInput({"class": "bh-tick"}), required=False
    )
    wants_reward = forms.BooleanField(
        label=lazy("查实后申请举报奖励"), widget=forms.CheckboxInput({"class": "bh-tick"}), required=False
    )

    def __init__(self, data: Any = None, files: Any = None, *, standing: Standing) -> None:
        super().__init__(data, files, initial={"key": keys.fresh()})
        self.ask_for(dict.fromkeys((PhotoRole.BEFORE, PhotoRole.AFTER), False), of=f"{standing.person_id}/report")
        self.fields["before"].label = _("照片")
        self.fields["after"].label = _("改好之后的照片")
        self.fields["after"].help_text = self.fields["after"].help_text or _("当场已经改好的，再拍一张")
        last = ("after", *OF_HIMSELF)
        self.order_fields(["before", "forget", *(name for name in self.fields if name not in last), *last])
        self.door = source_of(standing)
        self._ask_of_himself(standing)
        street: Any = self.fields["street"]
        street.queryset, street.one_of_two = choices.streets(standing.at), True
        self.at, self.above = standing.at, {unit for seat in standing.positions for unit in seat.path}
        self.initial["street"] = next((unit.pk for unit in street.queryset if unit.pk in self.above), None)

    def _ask_of_himself(self, standing: Standing) -> None:
        asked = ASKED.get(Source(self.door), ())
        for name in OF_HIMSELF:
            if name not in asked:
                del self.fields[name]
        self.initial["reporter_name"] = standing.name
        self.account_name = standing.name
        if self.door == Source.SELF_CHECK:
            self.fields["anonymous"].label = _("不让本单位知道是本单位的人上报的")

    def clean(self) -> dict[str, Any]:
        """A street is chosen, or the place said in words by whoever doesn't know the street."""
        given = super().clean() or self.cleaned_data
        if not given.get("street_unknown"):
            if not given.get("street") and "street" not in self.errors:
                self.add_error("street", _("请选择街道"))
            return given
        given["street"] = None
        if not given.get("place_text"):
            self.add_error("place_text", _("不清楚在哪个街道的，请写明地点"))
        return given

    @property
    def source(self) -> str:
        """The door that the hazard shows. Who wishes to stay unknown comes through the public's: a self-check tells."""
        return Source.PUBLIC if self.cleaned_data.get("anonymous") else self.door

    @property
    def community(self) -> Unit | None:
        """The community in which the reporter has a seat, if the hazard is in its street; it may tell who he is."""
        street = None if self.cleaned_data.get("anonymous") else self.cleaned_data["street"]
        own = choices.communities(street.pk if street else None, self.at)
        return own.filter(pk__in=self.above).first()

    def identity(self) -> Identity:
        """Return what goes under the seal: the name as given, else the account's."""
        given = self.cleaned_data
        return Identity(
            name=given.get("reporter_name") or self.account_name,
            phone=given.get("phone", ""),
            anonymous=given.get("anonymous", False),
            wants_reward=given.get("wants_reward", False),
        )
