"""These tests need neither database nor applications; gettext needs settings."""

import os

from django.conf import settings

if "DJANGO_SETTINGS_MODULE" not in os.environ and not settings.configured:
    settings.configure(USE_I18N=False, LANGUAGE_CODE="zh-hans")
