"""Fields that forms of several rooms ask alike."""

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def workbook_field(label: "StrOrPromise") -> forms.FileField:
    """Return a field for one workbook, whose content the sandbox judges."""
    return forms.FileField(
        label=label,
        widget=forms.FileInput({"class": "bh-input", "accept": ".xlsx,.xls,.ods"}),
        error_messages={"required": _("请选择文件"), "empty": _("文件是空的")},
    )
