"""The form of a report: photographs, where, what, and whether it can wait."""

from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hazards import choices
from hazards.access import Standing
from hazards.duplicates import Where
from hazards.enums import PhotoRole, Source
from hazards.services.reporters import Identity
from hazards.web import keys
from hazards.web.forms import AREA, hidden, text_input
from hazards.web.photo_fields import PhotoForm
from responsibility.cursors import row_number
from responsibility.enums import PostKind
from responsibility.models import Place, Unit
from responsibility.near import Found, place_numbered, places_called

# Through which door a report comes: told by the reporter's seat.
DOORS = (
    (Source.GRID, {PostKind.GRID_WORKER}),
    (Source.SELF_CHECK, {PostKind.PRINCIPAL, PostKind.SAFETY_MANAGER}),
    (Source.INSPECTION, {PostKind.OFFICER, PostKind.SAFETY_OFFICE, PostKind.HEAD, PostKind.DEPUTY}),
)
MOST_FOUND = 8


def source_of(standing: Standing) -> str:
    """Return the door by which a report of this person comes: his first seat's, else the public's."""
    for source, kinds in DOORS:
        if any(seat.kind in kinds for seat in standing.positions):
            return source
    return Source.PUBLIC


def salt_of(standing: Standing) -> str:
    """Whose report a photograph was taken for: what one person sent counts in nobody else's form."""
    return f"{standing.person_id}/report"


# What is asked of the reporter himself, by the door. Who reports as an officer or for the grid reports openly; of an
# enterprise's own people it is asked whether their unit may know (law: the safety officer past the principal).
ASKED = {
    Source.PUBLIC: ("anonymous", "reporter_name", "phone", "wants_reward"),
    Source.SELF_CHECK: ("anonymous",),
}
OF_HIMSELF = ASKED[Source.PUBLIC]
NOT_NAMED_AT_WORK = lazy("不让本单位知道是本单位的人上报的")


class ReportForm(PhotoForm):
    """上报隐患: photographs, where, what, and whether it can wait."""

    key = forms.CharField(max_length=64, widget=hidden(), required=False)
    place = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    place_text = forms.CharField(
        label=lazy("地点"),
        help_text=lazy("单位名称或门牌号，边写边找；找不到就直接写清楚"),
        widget=text_input(autocomplete="off", enterkeyhint="search"),
        max_length=300,
        required=False,
    )
    street = forms.ModelChoiceField(
        Unit.objects.none(),
        label=lazy("街道（镇）"),
        widget=forms.Select({"class": "bh-input"}),
        empty_label=lazy("不清楚"),
        help_text=lazy("不清楚也能报：区值班席会补上"),
        required=False,
    )
    description = forms.CharField(
        label=lazy("一句话说清"),
        help_text=lazy("例如：楼道里两辆电动车拉线充电"),
        widget=forms.Textarea(AREA | {"rows": 2}),
        max_length=2000,
        error_messages={"required": lazy("请写明隐患内容")},
    )
    urgent = forms.BooleanField(
        label=lazy("紧急：随时可能伤人"), widget=forms.CheckboxInput({"class": "bh-tick"}), required=False
    )
    anonymous = forms.BooleanField(
        label=lazy("匿名上报：不留姓名"), widget=forms.CheckboxInput({"class": "bh-tick"}), required=False
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
    wants_reward = forms.BooleanField(
        label=lazy("查实后申请举报奖励"), widget=forms.CheckboxInput({"class": "bh-tick"}), required=False
    )

    def __init__(self, data: Any = None, files: Any = None, *, standing: Standing) -> None:
        super().__init__(data, files, initial={"key": keys.fresh()})
        self.ask_for(dict.fromkeys((PhotoRole.BEFORE, PhotoRole.AFTER), False), of=salt_of(standing))
        self.fields["before"].label = _("照片")
        self.fields["after"].label = _("改好之后的照片")
        self.fields["after"].help_text = self.fields["after"].help_text or _("当场已经改好的，再拍一张")
        self.door = source_of(standing)
        self._ask_of_himself(standing)
        street: Any = self.fields["street"]
        street.queryset = choices.streets(standing.at)
        self.at, self.above = standing.at, {unit for seat in standing.positions for unit in seat.path}
        self.initial["street"] = next((unit.pk for unit in street.queryset if unit.pk in self.above), None)
        self.offered: list[Found] = []

    def _ask_of_himself(self, standing: Standing) -> None:
        asked = ASKED.get(Source(self.door), ())
        for name in OF_HIMSELF:
            if name not in asked:
                del self.fields[name]
        self.initial["reporter_name"] = standing.name
        self.account_name = standing.name
        if self.door == Source.SELF_CHECK:
            self.fields["anonymous"].label = NOT_NAMED_AT_WORK

    @property
    def aside(self) -> list[Any]:
        """What stands under 更多: nobody has to look at it."""
        return [self[name] for name in ("after", *OF_HIMSELF) if name in self.fields]

    @property
    def is_open_aside(self) -> bool:
        """Whether something under 更多 is filled in or wrong."""
        return self.is_bound and any(field.errors or field.data for field in self.aside)

    @cached_property
    def chosen(self) -> Found | None:
        """The place that was picked, with where it lies."""
        said = self.data.get("place", "") if self.is_bound else ""
        number = row_number(said)
        return place_numbered(number, self.at) if number is not None else None

    def look_up(self) -> None:
        """Offer the places that the words name: for browsers without scripts. The form need not be whole yet."""
        self.offered = places_called(self.data.get("place_text", "")[:100], self.at, most=MOST_FOUND)

    def clean(self) -> dict[str, Any]:
        """A place is picked, or said in words, or a street at least."""
        given = super().clean() or self.cleaned_data
        if given.get("place") and self.chosen is None:
            self.add_error("place_text", _("没有这个地点，请另选或直接写明"))
        if self.chosen:
            given["street"] = self.chosen.street or given.get("street")
            if given.get("place_text", "") in (self.chosen.place.name, self.chosen.place.address):
                given["place_text"] = ""
        if not (self.chosen or given.get("street") or given.get("place_text")) and "place_text" not in self.errors:
            self.add_error("place_text", _("请写明在哪里"))
        return given

    @property
    def picked(self) -> Place | None:
        """The place of the register."""
        return self.chosen.place if self.chosen else None

    @property
    def spoken_place(self) -> str:
        """The place in words, whether picked, typed or only a street."""
        given = self.cleaned_data
        return " ".join(part for part in (self.picked and self.picked.name, given["place_text"]) if part) or str(
            given["street"]
        )

    @property
    def where(self) -> Where:
        """Where it is, for looking up what was reported there."""
        given = self.cleaned_data
        return Where(self.picked, given.get("place_text", ""), given.get("street"), self.community)

    @property
    def source(self) -> str:
        """The door that the hazard shows. Who wishes to stay unknown comes through the public's: a self-check tells."""
        return Source.PUBLIC if self.cleaned_data.get("anonymous") else self.door

    @property
    def community(self) -> Unit | None:
        """The community of the place; else the one in which the reporter has a seat, if the hazard is in its street.

        His seat's may tell who he is: it is left out for who wishes to stay unknown.
        """
        if self.chosen:
            return self.chosen.community
        street = None if self.cleaned_data.get("anonymous") else self.cleaned_data.get("street")
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
