"""Run every measurement: `make bench`."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from bench import pages, transition  # noqa: E402  Django must be set up first

pages.main()  # first, while the street holds what it says
transition.main()
