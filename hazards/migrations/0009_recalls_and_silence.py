"""Counters of what may happen once, and the law's edges as they are at this point."""

from django.db import migrations, models

from workflow.guards import edges_function

EDGES = [
    ("accept", "DISPATCHED", "PLANNING"),
    ("accept", "DISPATCHED", "RECTIFYING"),
    ("approve_assignment", "AWAITING_APPROVAL", "DISPATCHED"),
    ("ask_void", "PLANNING", "PLANNING"),
    ("ask_void", "RECTIFYING", "RECTIFYING"),
    ("ask_void", "REPORTED", "REPORTED"),
    ("confirm_fixed", "REPORTED", "WRITTEN_OFF"),
    ("deem_accepted", "DISPATCHED", "PLANNING"),
    ("deem_accepted", "DISPATCHED", "RECTIFYING"),
    ("fail_verification", "AWAITING_VERIFICATION", "RECTIFYING"),
    ("file_plan", "PLANNING", "RECTIFYING"),
    ("import_closed", "", "IMPORTED_CLOSED"),
    ("import_open", "", "REPORTED"),
    ("move_territory", "REPORTED", "REPORTED"),
    ("pass_verification", "AWAITING_VERIFICATION", "AWAITING_WRITE_OFF"),
    ("propose_assignment", "REPORTED", "AWAITING_APPROVAL"),
    ("raise_level", "AWAITING_APPROVAL", "AWAITING_APPROVAL"),
    ("raise_level", "AWAITING_VERIFICATION", "AWAITING_VERIFICATION"),
    ("raise_level", "AWAITING_WRITE_OFF", "AWAITING_WRITE_OFF"),
    ("raise_level", "DISPATCHED", "DISPATCHED"),
    ("raise_level", "PLANNING", "PLANNING"),
    ("raise_level", "RECTIFYING", "RECTIFYING"),
    ("raise_level", "REPORTED", "REPORTED"),
    ("recall_dispatch", "DISPATCHED", "REPORTED"),
    ("recall_result", "AWAITING_VERIFICATION", "RECTIFYING"),
    ("refuse_void", "PLANNING", "PLANNING"),
    ("refuse_void", "RECTIFYING", "RECTIFYING"),
    ("refuse_void", "REPORTED", "REPORTED"),
    ("refuse_write_off", "AWAITING_WRITE_OFF", "AWAITING_VERIFICATION"),
    ("reject_assignment", "AWAITING_APPROVAL", "REPORTED"),
    ("reopen", "WRITTEN_OFF", "PLANNING"),
    ("reopen", "WRITTEN_OFF", "RECTIFYING"),
    ("report", "", "REPORTED"),
    ("return_plan", "RECTIFYING", "PLANNING"),
    ("sign_opinion", "AWAITING_VERIFICATION", "AWAITING_VERIFICATION"),
    ("submit_result", "RECTIFYING", "AWAITING_VERIFICATION"),
    ("urge", "AWAITING_APPROVAL", "AWAITING_APPROVAL"),
    ("urge", "AWAITING_VERIFICATION", "AWAITING_VERIFICATION"),
    ("urge", "AWAITING_WRITE_OFF", "AWAITING_WRITE_OFF"),
    ("urge", "DISPATCHED", "DISPATCHED"),
    ("urge", "PLANNING", "PLANNING"),
    ("urge", "RECTIFYING", "RECTIFYING"),
    ("urge", "REPORTED", "REPORTED"),
    ("void", "PLANNING", "VOIDED"),
    ("void", "RECTIFYING", "VOIDED"),
    ("void", "REPORTED", "VOIDED"),
    ("write_off", "AWAITING_WRITE_OFF", "WRITTEN_OFF"),
]


class Migration(migrations.Migration):
    dependencies = [("hazards", "0008_photos"), ("workflow", "0002_dated_rows")]

    operations = [
        migrations.AddField(
            model_name="hazard",
            name="recalls",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="派单撤回次数"),
        ),
        migrations.AddField(
            model_name="hazard",
            name="territory_moves",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="属地更正次数"),
        ),
        migrations.RunSQL(edges_function("hazards_hazard", EDGES), migrations.RunSQL.noop),
    ]
