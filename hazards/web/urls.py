"""Addresses of the pages."""

from django.urls import path

from hazards.web import pages

urlpatterns = [
    path("", pages.workbench, name="workbench"),
]
