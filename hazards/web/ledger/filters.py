"""What a ledger may be narrowed by. One declared set, for the page, for saved filters and for the workbook."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hazards import choices, selectors
from hazards.enums import Level, Source
from hazards.models import Hazard
from hazards.stages import OPEN
from responsibility.cursors import row_number

# What is asked beside the state, in the order of the form.
FIELDS = (
    *("q", "late", "level", "street", "community", "lead", "rectifier", "matter", "source"),
    *("reported_from", "reported_to", "due_from", "due_to"),
)
LATE = (("late", lazy("已逾期")), ("day", lazy("24 小时内到期")), ("week", lazy("7 天内到期")))
# What is chosen from rows of the register.
CHOSEN = ("street", "community", "lead", "matter")
MOST = 100


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition in force: what it says, and the address of the list without it."""

    words: str
    url: str


def _line(label: Any, **attributes: str) -> Any:
    return {"label": label, "max_length": MOST, "widget": forms.TextInput({"class": "bh-input", **attributes})}


def _one_of(label: Any, rows: Any = ()) -> django_filters.ChoiceFilter:
    widget = forms.Select({"class": "bh-input"})
    return django_filters.ChoiceFilter(label=label, choices=rows, empty_label=lazy("不限"), widget=widget)


def _day(label: Any) -> django_filters.DateFilter:
    widget = forms.DateInput({"class": "bh-input", "type": "date"}, format="%Y-%m-%d")
    return django_filters.DateFilter(label=label, method="between", widget=widget)


class LedgerFilter(django_filters.FilterSet):
    """The conditions beside the state. What can't be understood narrows nothing and is said beside its field."""

    q = django_filters.CharFilter(method="matching", **_line(lazy("编号、地点、单位、一句话")))
    late = _one_of(lazy("时限"), LATE)
    level = _one_of(lazy("级别"), Level.choices)
    street = _one_of(lazy("街道（镇）"))
    community = _one_of(lazy("社区（村）"))
    lead = _one_of(lazy("牵头单位"))
    rectifier = django_filters.CharFilter(
        field_name="rectifier__name", lookup_expr="icontains", **_line(lazy("整改单位"))
    )
    matter = _one_of(lazy("监管事项"))
    source = _one_of(lazy("来源"), Source.choices)
    reported_from = _day(lazy("上报从"))
    reported_to = _day(lazy("上报到"))
    due_from = _day(lazy("到期从"))
    due_to = _day(lazy("到期到"))

    class Meta:
        model = Hazard
        fields: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self, asked: Mapping[str, str], everything: "QuerySet[Hazard]", at: datetime, *, is_open: bool
    ) -> None:
        """Take what an address asks, without what no database can be asked for.

        One query for what there is to choose, where the form is open or a choice is in force; else none.
        """
        given = {name: _clean(asked.get(name, "")) for name in FIELDS}
        self.given = {name: words for name, words in given.items() if words}
        self.everything, self.at, self.is_open = everything, at, is_open
        self._take(whole=is_open)
        if not self.form.is_valid() and not is_open:
            # What wasn't understood is shown where it was written, among all the others.
            self.is_open = True
            self._take(whole=True)
            self.form.is_valid()

    def _take(self, *, whole: bool) -> None:
        """Make the form of all conditions, or of those in force alone: a page without the form doesn't pay for it."""
        of_class = type(self).base_filters
        self.base_filters = OrderedDict((name, one) for name, one in of_class.items() if whole or name in self.given)
        super().__init__(self.given, queryset=self.everything)
        if "late" in self.filters:
            self.filters["late"].method = self.by_time_left
        if whole or any(name in self.given for name in CHOSEN):
            self._offer(self.given.get("street", ""))

    def _offer(self, street: str) -> None:
        """Fill in what there is to choose."""
        for name, rows in choices.of_ledger(self.at, street_id=row_number(street)).items():
            if name in self.form.fields:
                self.form.fields[name].choices = rows  # type: ignore[attr-defined]  # each is a choice

    def matching(self, hazards: "QuerySet[Hazard]", _name: str, words: str) -> "QuerySet[Hazard]":
        """Narrow to those that contain every word."""
        return selectors.matching(hazards, words)

    def by_time_left(self, hazards: "QuerySet[Hazard]", _name: str, asked: str) -> "QuerySet[Hazard]":
        """Narrow the open ones to what is late, or due within a day or seven (of the calendar)."""
        running = hazards.filter(state__in=OPEN)
        if asked == "late":
            return running.filter(due_at__lte=self.at)
        ahead = timedelta(days=1 if asked == "day" else 7)
        return running.filter(due_at__gt=self.at, due_at__lte=self.at + ahead)

    def between(self, hazards: "QuerySet[Hazard]", name: str, day: date) -> "QuerySet[Hazard]":
        """Narrow by days of the district, both ends included."""
        what, _underscore, end = name.partition("_")
        column = "reported_at" if what == "reported" else "due_at"
        return hazards.filter(**{f"{column}__date__{'gte' if end == 'from' else 'lte'}": day})

    @property
    def found(self) -> "QuerySet[Hazard]":
        """Return the hazards that fulfil every condition that could be understood."""
        return self.filter_queryset(self.everything)

    def filter_queryset(self, queryset: "QuerySet[Hazard]") -> "QuerySet[Hazard]":
        """Apply what was understood."""
        for name, value in self.form.cleaned_data.items():
            queryset = self.filters[name].filter(queryset, value)
        return queryset

    @property
    def asked(self) -> dict[str, str]:
        """Return the conditions in force, as an address says them."""
        return {name: self.given[name] for name in FIELDS if name in self.given and name in self.form.cleaned_data}

    @property
    def more(self) -> int:
        """Count the conditions in force beside the words searched for, and those that weren't understood."""
        return len([name for name in self.given if name != "q"])

    def chips(self, state: str) -> list[Condition]:
        """Return each condition in force with the way to drop it."""
        asked = self.asked
        return [
            Condition(
                self._words(name, value),
                address(state, {other: said for other, said in asked.items() if other != name}),
            )
            for name, value in asked.items()
        ]

    def _words(self, name: str, value: str) -> str:
        if name == "q":
            return _("“%(words)s”") % {"words": value}
        field = self.form.fields[name]
        offered: Iterable[tuple[Any, Any]] = getattr(field, "choices", ())
        return _("%(what)s：%(value)s") % {"what": field.label, "value": dict(offered).get(value, value)}


def address(state: str, asked: Mapping[str, str], **more: str) -> str:
    """Return the query of the ledger's address."""
    return "?" + urlencode({"state": state, **asked, **more})


def _clean(words: str) -> str:
    return words.replace("\0", "").strip()[:MOST]
