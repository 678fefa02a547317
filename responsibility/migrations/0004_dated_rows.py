"""Licences and competence rules are ended, never rewritten; nobody is deleted."""

from django.db import migrations

from records.guards import only_ends, revoke


class Migration(migrations.Migration):
    dependencies = [("responsibility", "0003_places"), ("records", "0003_chains")]

    operations = [
        only_ends("responsibility_licence", stays="person_id, number, from_on", end="until_on"),
        only_ends("responsibility_competencerule", stays="matter_id, lead_id, basis, from_at", end="until_at"),
        revoke("responsibility_licence", "DELETE"),
        revoke("responsibility_competencerule", "DELETE"),
        revoke("responsibility_matter", "DELETE"),
        revoke("responsibility_place", "DELETE"),
        revoke("responsibility_person", "DELETE"),
        revoke("responsibility_user", "DELETE"),
    ]
