"""Addresses of signing in, signing out and the language."""

from django.urls import path

from responsibility.web import views

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-out/", views.SignOut.as_view(), name="sign-out"),
    path("language/", views.choose_language, name="language"),
]
