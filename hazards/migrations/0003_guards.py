"""Hazards change only with their records, along the law's edges as they are at this point."""

from django.db import migrations

from records.guards import append_only, revoke
from workflow.guards import guard_cases

EDGES = [
    ("accept", "DISPATCHED", "PLANNING"),
    ("accept", "DISPATCHED", "RECTIFYING"),
    ("approve_assignment", "AWAITING_APPROVAL", "DISPATCHED"),
    ("ask_void", "PLANNING", "PLANNING"),
    ("ask_void", "RECTIFYING", "RECTIFYING"),
    ("ask_void", "REPORTED", "REPORTED"),
    ("fail_verification", "AWAITING_VERIFICATION", "RECTIFYING"),
    ("file_plan", "PLANNING", "RECTIFYING"),
    ("import_closed", "", "IMPORTED_CLOSED"),
    ("import_open", "", "REPORTED"),
    ("pass_verification", "AWAITING_VERIFICATION", "AWAITING_WRITE_OFF"),
    ("propose_assignment", "REPORTED", "AWAITING_APPROVAL"),
    ("raise_level", "AWAITING_APPROVAL", "AWAITING_APPROVAL"),
    ("raise_level", "AWAITING_VERIFICATION", "AWAITING_VERIFICATION"),
    ("raise_level", "AWAITING_WRITE_OFF", "AWAITING_WRITE_OFF"),
    ("raise_level", "DISPATCHED", "DISPATCHED"),
    ("raise_level", "PLANNING", "PLANNING"),
    ("raise_level", "RECTIFYING", "RECTIFYING"),
    ("raise_level", "REPORTED", "REPORTED"),
    ("refuse_void", "PLANNING", "PLANNING"),
    ("refuse_void", "RECTIFYING", "RECTIFYING"),
    ("refuse_void", "REPORTED", "REPORTED"),
    ("refuse_write_off", "AWAITING_WRITE_OFF", "AWAITING_VERIFICATION"),
    ("reject_assignment", "AWAITING_APPROVAL", "REPORTED"),
    ("reopen", "WRITTEN_OFF", "PLANNING"),
    ("reopen", "WRITTEN_OFF", "RECTIFYING"),
    ("report", "", "REPORTED"),
    ("sign_opinion", "AWAITING_VERIFICATION", "AWAITING_VERIFICATION"),
    ("submit_result", "RECTIFYING", "AWAITING_VERIFICATION"),
    ("void", "PLANNING", "VOIDED"),
    ("void", "RECTIFYING", "VOIDED"),
    ("void", "REPORTED", "VOIDED"),
    ("write_off", "AWAITING_WRITE_OFF", "WRITTEN_OFF"),
]


class Migration(migrations.Migration):
    dependencies = [("hazards", "0002_initial"), ("records", "0002_guards"), ("workflow", "0001_initial")]

    operations = [
        append_only("hazards_hazardrecord"),
        guard_cases("hazards_hazard", "hazards_hazardrecord", "hazard_id", EDGES),
        revoke("hazards_hazardrecord", "UPDATE, DELETE"),
        revoke("hazards_hazard", "DELETE"),
        revoke("hazards_hazardclock", "DELETE"),
        revoke("hazards_hazardrung", "UPDATE, DELETE"),
    ]
