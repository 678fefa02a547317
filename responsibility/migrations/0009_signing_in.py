"""A first password is to be changed; the table that stands in for the cache in Redis."""

from django.db import migrations, models

# As Django's `createcachetable` would make it; the application's role could not.
TABLE = """
CREATE TABLE responsibility_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX responsibility_cache_expires ON responsibility_cache (expires);
COMMENT ON TABLE responsibility_cache IS 'Stands in for Redis while that is away. Holds nothing that matters tomorrow.';
"""


class Migration(migrations.Migration):
    dependencies = [("responsibility", "0008_places_in_a_register"), ("records", "0003_chains")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="must_change_password",
            field=models.BooleanField(
                default=False,
                help_text="由开户人设的初始密码，首次登录时须更改",
                verbose_name="须更改密码",
            ),
        ),
        migrations.RunSQL(TABLE, "DROP TABLE responsibility_cache"),
    ]
