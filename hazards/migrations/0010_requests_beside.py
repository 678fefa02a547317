"""Requests bear the columns of every matter beside a hazard; their serial is that of the record that asked."""

from django.db import migrations, models

SERIALS = """
UPDATE hazards_request q SET serial = r.sequence, moved_by_id = COALESCE(q.moved_by_id, q.opened_by_id),
    moved_at = COALESCE(q.moved_at, q.opened_at)
FROM hazards_hazardrecord r WHERE r.hazard_id = q.hazard_id AND r.name = 'ask_void' AND r.at = q.opened_at
"""


class Migration(migrations.Migration):
    dependencies = [("hazards", "0009_recalls_and_silence")]

    operations = [
        migrations.RemoveConstraint("request", "hazards_request_four_eyes"),
        migrations.RenameField("request", "asked_by_id", "opened_by_id"),
        migrations.RenameField("request", "asked_at", "opened_at"),
        migrations.RenameField("request", "decided_by_id", "moved_by_id"),
        migrations.RenameField("request", "decided_at", "moved_at"),
        migrations.AddField("request", "serial", models.PositiveIntegerField("起于记录", default=0)),
        migrations.AddField("request", "content", models.JSONField("申请内容", default=dict, blank=True)),
        migrations.RunSQL(SERIALS, migrations.RunSQL.noop),
    ]
