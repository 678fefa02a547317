"""Letters, attempts and the outbox are evidence: nobody deletes them."""

from django.db import migrations

from records.guards import revoke


class Migration(migrations.Migration):
    dependencies = [("notifications", "0003_roads_and_outcomes"), ("records", "0003_chains")]

    operations = [
        revoke("notifications_outbox", "DELETE"),
        revoke("notifications_letter", "DELETE"),
        revoke("notifications_delivery", "DELETE"),
    ]
