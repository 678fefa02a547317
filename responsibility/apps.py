from django.apps import AppConfig


class ResponsibilityConfig(AppConfig):
    """People, units, places, posts."""

    name = "responsibility"
    verbose_name = "责任体系"

    def ready(self) -> None:
        """Make the kinds of change that need four eyes known to the approvals; count the time of sign-ins."""
        from responsibility import services
        from responsibility.exchange import importing  # the models must be loaded first
        from responsibility.web import stay  # noqa: F401  # listens from now on

        services.register_proposals()
        importing.register_proposals()
