from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RecordsConfig(AppConfig):
    """The bottom floor."""

    name = "records"
    verbose_name = "记录"

    def ready(self) -> None:
        """Pin the guards' search path after each migrate, whichever room's migration made or replaced them."""
        from records.guards import pin_search_path  # imports settings through migrations

        post_migrate.connect(pin_search_path, sender=self, dispatch_uid="records.pin_search_path")
