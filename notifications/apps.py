from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Named in INSTALLED_APPS."""

    name = "notifications"
    verbose_name = "消息"
