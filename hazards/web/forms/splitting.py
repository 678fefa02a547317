"""The form of what is split off: one defect, in a sentence."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from hazards.web import keys
from hazards.web.forms.base import hidden, words_field


class SplitForm(forms.Form):
    """分拆: what the new hazard says, and a word why; all else it has from the whole."""

    required_css_class = "is-required"
    key = forms.CharField(max_length=64, widget=hidden(), required=False)
    description = words_field(
        lazy("分出的隐患内容"),
        help_text=lazy("一件只写一处，例如：灭火器过期 2 具"),
        error_messages={"required": lazy("请写明隐患内容")},
    )
    note = words_field(lazy("说明"), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"key": keys.fresh()})
