"""The ledger as a workbook: what is filtered, as far as the person may look."""

import tempfile

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hazards.ledger.exporting import export_hazards
from hazards.web.context import shell_of
from hazards.web.ledger.page import asked_for, in_state

# Written to disk above this many bytes: a workbook of a district's year never lies in memory.
IN_MEMORY = 2**20
# About ten seconds of writing on one core; a longer ledger is narrowed first, or written by `manage.py export_ledger`.
MOST_ROWS = 20_000


@require_safe
def workbook(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Send the filtered hazards as .xlsx, streamed from a temporary file that is gone once it is sent.

    Answers 413 with the page's words when there are more than MOST_ROWS.
    """
    conditions, state = asked_for(request)
    found = in_state(conditions.found, state, shell_of(request).mine)
    if found.count() > MOST_ROWS:
        return render(request, "ledger/too_many.html", {"most": MOST_ROWS}, status=413)
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # the response closes it
    export_hazards(found, file)
    file.seek(0)
    name = _("隐患台账%(day)s.xlsx") % {"day": localtime(shell_of(request).standing.at).strftime("%Y%m%d-%H%M")}
    return FileResponse(file, as_attachment=True, filename=name)
