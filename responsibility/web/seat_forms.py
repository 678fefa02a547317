"""The forms about seats: whom to name, who stands in, when it ends, what the second person says."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.timezone import get_default_timezone, localtime, make_aware
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from responsibility.cursors import row_number
from responsibility.enums import PostKind
from responsibility.models import Appointment, Person
from responsibility.places import one_line

INPUT = {"class": "bh-input"}
FIRST, LAST = date(1949, 10, 1), date(2200, 1, 1)


def date_field(label: Any, help_text: Any, *, required: bool = False) -> forms.DateField:
    """Return a field for a day."""
    widget = forms.DateInput({**INPUT, "type": "date", "min": FIRST.isoformat(), "max": LAST.isoformat()}, "%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, required=required, widget=widget)


def midnight(day: date) -> datetime:
    """Return the first instant of a day, where the district lies."""
    return make_aware(datetime(day.year, day.month, day.day), get_default_timezone())


class SeatForm(forms.Form):
    """What every form about a seat has: days that become instants, and a reason."""

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = localtime(at).date()

    def _day(self, name: str) -> date | None:
        day: date | None = self.cleaned_data[name]
        if day is not None and not FIRST <= day <= LAST:
            raise forms.ValidationError(gettext("请填写一个合理的日期"))
        return day

    def clean_from_on(self) -> datetime | None:
        """The first instant of that day; today, and nothing, mean from now on."""
        day = self._day("from_on")
        return None if day is None or day == self.today else midnight(day)

    def clean_until_on(self) -> datetime | None:
        """The instant at which that day is over."""
        day = self._day("until_on")
        return None if day is None else midnight(day + timedelta(days=1))


class NameForm(SeatForm):
    """Whom to name to a seat. `inside` are units to whose people a bare name may refer; None means all."""

    person = forms.CharField(
        label=_("人员"),
        max_length=100,
        help_text=_("姓名；有同名的填编号，如 #12"),
        widget=forms.TextInput({**INPUT, "autocomplete": "off"}),
        error_messages={"required": _("请填写姓名或编号")},
    )
    is_new = forms.BooleanField(label=_("此人还没有登记过，登记为新人"), required=False)
    in_place_of = forms.ModelChoiceField(
        label=_("接替谁"),
        queryset=Appointment.objects.none(),
        required=False,
        empty_label=_("不接替，增加一人"),
        help_text=_("所接替的任职在同一时刻结束"),
        widget=forms.Select(INPUT),
    )
    basis = forms.CharField(
        label=_("依据"),
        max_length=200,
        help_text=_("任职文件或授权书"),
        widget=forms.TextInput(INPUT),
        error_messages={"required": _("请填写依据")},
    )
    from_on = date_field(_("自何日起"), _("不填则从现在（须第二人确认的，从确认时）起"))
    until_on = date_field(_("至何日止"), _("含当日；不填则不设期限"))
    reason = forms.CharField(
        label=_("理由"),
        max_length=500,
        required=False,
        widget=forms.Textarea({**INPUT, "rows": 3}),
    )

    def __init__(
        self, *args: Any, current: Sequence[Appointment], inside: Sequence[int] | None, by_two: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.inside = inside
        field: Any = self.fields["in_place_of"]
        field.queryset = Appointment.objects.filter(pk__in=[one.pk for one in current]).select_related("person")
        field.label_from_instance = lambda one: one.person.name
        if not current:
            del self.fields["in_place_of"]
        self.fields["reason"].required = by_two
        if by_two:
            self.fields["reason"].help_text = gettext("给第二人看")
            self.fields["reason"].error_messages["required"] = gettext("请写明理由")

    def clean(self) -> dict[str, Any]:
        """Find the person; None for one who is to be registered."""
        given = super().clean() or self.cleaned_data
        words = one_line(given.get("person") or "")
        if words and "person" not in self.errors:
            given["name"] = words
            try:
                given["person"] = None if given.get("is_new") else self._find(words)
            except forms.ValidationError as error:
                self.add_error("person", error)
        return given

    def _find(self, words: str) -> Person:
        """Return whom the words mean: a number, or the name of one person who has or had a seat, never a stranger's."""
        number = row_number(words.removeprefix("#"))
        seated = Appointment.objects.all()
        if self.inside is not None:
            seated = seated.filter(post__unit__affiliations__path__overlap=list(self.inside))
        known = Person.objects.filter(pk__in=seated.values("person_id"))
        if number is not None:
            found = (Person.objects.all() if self.inside is None else known).filter(pk=number).first()
            if found is None:
                raise forms.ValidationError(gettext("没有编号为 %(number)s 的人员") % {"number": number})
            return found
        namesakes = list(known.filter(name=words).order_by("pk")[:10])
        if len(namesakes) == 1:
            return namesakes[0]
        if not namesakes:
            words = gettext("任职的人里没有叫“%(name)s”的。是新人，请勾选“登记为新人”") % {"name": words}
            raise forms.ValidationError(words)
        numbers = "、".join(f"#{one.pk}" for one in namesakes)
        raise forms.ValidationError(gettext("不止一个人叫这个名字，请填编号：%(numbers)s") % {"numbers": numbers})


class StandInForm(NameForm):
    """Who stands in for a holder, until when."""

    until_on = date_field(_("至何日止"), _("含当日；代理须有期限"), required=True)


class EndForm(SeatForm):
    """Why a tenure ends, and when."""

    until_on = date_field(_("至何日止"), _("含当日；不填则现在结束"))
    reason = forms.CharField(
        label=_("理由"),
        max_length=500,
        widget=forms.Textarea({**INPUT, "rows": 3}),
        error_messages={"required": _("请写明理由")},
    )


class AddSeatForm(forms.Form):
    """A new seat of a unit."""

    kind = forms.ChoiceField(label=_("岗位类别"), choices=PostKind, widget=forms.Select(INPUT))
    title = forms.CharField(
        label=_("职务"), max_length=100, widget=forms.TextInput(INPUT), error_messages={"required": _("请填写职务")}
    )
    shared = forms.BooleanField(label=_("可由多人同时任职（值班席、经办）"), required=False)


class DecideForm(forms.Form):
    """What the second person says."""

    note = forms.CharField(
        label=_("意见"),
        max_length=500,
        required=False,
        help_text=_("不同意的，请写明理由"),
        widget=forms.Textarea({**INPUT, "rows": 3}),
    )
