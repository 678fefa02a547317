"""Policies and calendars are superseded, never rewritten: a running clock names the one it was started with."""

from django.db import migrations

from records.guards import only_ends, revoke


class Migration(migrations.Migration):
    dependencies = [("workflow", "0001_initial"), ("records", "0003_chains")]

    operations = [
        only_ends(
            "workflow_clockpolicy",
            stays='topic, state, level, urgent, "limit", ladder, basis, from_at',
            end="until_at",
        ),
        revoke("workflow_clockpolicy", "DELETE"),
        revoke("workflow_calendarversion", "UPDATE, DELETE"),
        revoke("workflow_holiday", "UPDATE, DELETE"),
    ]
