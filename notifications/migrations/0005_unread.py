from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0004_letters_stay")]

    operations = [
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("channel", "INBOX"), ("read_at__isnull", True)),
                fields=["person", "-id"],
                name="notifications_letter_unread",
            ),
        )
    ]
