from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    name = "workflow"
    verbose_name = "流程引擎"

    def ready(self) -> None:
        """Register the system checks on laws."""
        from workflow import checks  # noqa: F401  the models must be loaded first
