"""Addresses of the pages."""

from django.urls import path

from hazards.web import (
    acting,
    batch,
    deadline,
    door,
    door_acts,
    exceptions,
    explain,
    inbox,
    ledger,
    notice,
    pages,
    pictures,
    reporter,
    splitting,
)

urlpatterns = [
    path("", pages.workbench, name="workbench"),
    path("ledger/", ledger.page.ledger, name="ledger"),
    path("ledger/workbook.xlsx", ledger.workbook.workbook, name="ledger-workbook"),
    path("ledger/saved/", ledger.saved.save, name="save-filter"),
    path("ledger/saved/remove/", ledger.saved.remove, name="remove-filter"),
    path("approve/", batch.approve, name="approve-many"),
    path("report/", acting.report, name="report"),
    path("hazards/<int:pk>/", pages.hazard, name="hazard"),
    path("hazards/<int:pk>/photos/<slug:name>.jpg", pictures.picture, name="picture"),
    path("hazards/<int:pk>/exceptions/", exceptions.exceptions, name="exceptions"),
    path("hazards/<int:pk>/exceptions/<int:exception>/end/", exceptions.end, name="end-exception"),
    path("hazards/<int:pk>/reporter/", reporter.reporter, name="reporter"),
    path("hazards/<int:pk>/deadline/", deadline.deadline, name="deadline"),
    path("hazards/<int:pk>/notice/", notice.notice, name="notice"),
    path("hazards/<int:pk>/notice/<int:serial>/revoke/", notice.revoke, name="revoke-notice"),
    path("hazards/<int:pk>/split/", splitting.split, name="split"),
    path("hazards/<int:pk>/<slug:name>/", acting.act, name="act"),
    # The enterprise's door: whatever a messenger has added to the token, it stays in this one address.
    path("d/<path:token>", door.arrive, name="door-link"),
    path("door/<int:pk>/", door.door, name="door"),
    path("door/<int:pk>/open/", door.open_door, name="door-open"),
    path("door/<int:pk>/leave/", door.leave, name="door-leave"),
    path("door/<int:pk>/account/", door_acts.account, name="door-account"),
    path("door/<int:pk>/photos/<slug:name>.jpg", door.photo, name="door-photo"),
    path("door/<int:pk>/<slug:name>/", door_acts.act, name="door-act"),
    path("explain/", explain.search, name="explain"),
    path("explain/hazards/<int:pk>/", explain.hazard, name="explain-hazard"),
    path("explain/people/<int:pk>/", explain.person, name="explain-person"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/<int:pk>/", inbox.letter, name="letter"),
]
