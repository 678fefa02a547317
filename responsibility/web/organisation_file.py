"""The organisation by Excel: hand it out; take a file in – look at what it would change, then confirm."""

import logging
from io import BytesIO
from typing import Any

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from records.approvals import ApprovalRefused
from responsibility.exchange import workbook
from responsibility.exchange.cells import kept
from responsibility.exchange.exporting import export_organisation
from responsibility.exchange.importing import Outcome, import_organisation
from responsibility.exchange.problems import WorkbookUnreadable
from responsibility.exchange.words import counted
from responsibility.web.fields import workbook_field
from responsibility.web.viewer import administers, admit, viewer_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A file that was looked at waits so long for the press that carries it out; then it is handed in again.
KEEP_SECONDS = 3600
MOST_PROBLEMS = 200
log = logging.getLogger(__name__)


class FileForm(forms.Form):
    """The workbook."""

    file = workbook_field(gettext_lazy("机构表（.xlsx、.xls、.ods）"))


def _admit(request: HttpRequest) -> None:
    admit(request)
    if not administers(request):
        raise PermissionDenied


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_file(request: HttpRequest) -> HttpResponse:
    """The page; a file sent to it is read in the sandbox and rehearsed, and nothing is done yet."""
    _admit(request)
    if request.method != "POST":
        return render(request, "organisation/workbook.html", {"form": FileForm()})
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "organisation/workbook.html", {"form": form}, status=422)
    try:
        sheets = workbook.read(form.cleaned_data["file"])
    except WorkbookUnreadable as error:
        form.add_error("file", str(error))
        return render(request, "organisation/workbook.html", {"form": form}, status=422)
    outcome = import_organisation(sheets, actor=viewer_of(request).actor, dry_run=True, power_by_two=True)
    key = ""
    if not outcome.problems and outcome.done:
        key = get_random_string(32)
        plain = {name: [[kept(cell) for cell in row] for row in rows] for name, rows in sheets.items()}
        cache.set(_place(request, key), plain, KEEP_SECONDS)
    name = form.cleaned_data["file"].name
    return _looked_at(request, outcome, key, name, status=422 if outcome.problems else 200)


def _looked_at(request: HttpRequest, outcome: Outcome, key: str, name: str, *, status: int) -> HttpResponse:
    context: dict[str, Any] = {
        "form": FileForm(),
        "outcome": outcome,
        "problems": outcome.problems[:MOST_PROBLEMS],
        "more_problems": len(outcome.problems) - MOST_PROBLEMS,
        "counted": counted(outcome.done),
        "total": sum(outcome.done.values()),
        "key": key,
        "file_name": name,
    }
    return render(request, "organisation/workbook.html", context, status=status)


@require_http_methods(["POST"])
def confirm_file(request: HttpRequest) -> HttpResponse:
    """Carry out the file that was looked at, once; or propose it, where two must agree."""
    _admit(request)
    place = _place(request, request.POST.get("kept", "")[:32])
    sheets = cache.get(place)
    if sheets is None or not cache.delete(place):
        form = FileForm()
        context = {"form": form, "refusal": _("这份文件已经办过，或放了太久，请重新上传")}
        return render(request, "organisation/workbook.html", context, status=409)
    try:
        outcome = import_organisation(sheets, actor=viewer_of(request).actor, power_by_two=True)
    except ApprovalRefused as error:
        return render(request, "organisation/workbook.html", {"form": FileForm(), "refusal": str(error)}, status=409)
    if outcome.problems:
        return _looked_at(request, outcome, "", "", status=409)
    if outcome.proposal:
        messages.success(
            request, _("已提出，待第二人确认；确认之前一切照旧。变更编号 %(number)d") % {"number": outcome.proposal.pk}
        )
        return redirect("organisation-proposals")
    messages.success(request, _("已办好：%(counted)s") % {"counted": counted(outcome.done)})
    return redirect("organisation")


def _place(request: HttpRequest, key: str) -> str:
    """Where a file waits: nobody else's key opens it."""
    return f"organisation-file/{viewer_of(request).person_id}/{key}"


@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """The organisation as it stands, as one workbook."""
    _admit(request)
    at = viewer_of(request).at
    file = BytesIO()
    export_organisation(file, at=at)
    name = f"organisation-{localtime(at):%Y%m%d-%H%M}.xlsx"
    log.info("the organisation was handed out to person %s", viewer_of(request).person_id)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(file.getvalue(), content_type=XLSX, headers=headers)
