"""What a hazard was at its birth stays; requests are decided, never deleted."""

from django.db import migrations

from records.guards import revoke
from workflow.guards import keep_birth

BIRTH = (
    *("number", "source", "description", "place_text", "found_on", "reported_at", "reporter_person_id"),
    *("origin", "birth_key", "district_id", "coordinator_id", "committee_id"),
)


class Migration(migrations.Migration):
    dependencies = [("hazards", "0006_filed_ids"), ("workflow", "0002_dated_rows")]

    operations = [
        keep_birth("hazards_hazard", BIRTH),
        revoke("hazards_request", "DELETE"),
    ]
