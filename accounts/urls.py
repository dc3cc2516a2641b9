"""The addresses of sign-in: pages, and the same for programs."""

from __future__ import annotations

from django.urls import URLPattern, path

from accounts import api, views

page_urls: list[URLPattern] = [
    path("login", views.login, name="login"),
    path("login/code", views.login_code, name="login_code"),
    path("login/code/resend", views.login_code_resend, name="login_code_resend"),
    path("logout", views.logout, name="logout"),
    path("language", views.language, name="language"),
    path("signed-out", views.signed_out, name="signed_out"),
]

api_urls: list[URLPattern] = [
    path("session", api.SessionView.as_view(), name="api_session"),
    path("session/challenges/<str:challenge_id>", api.ChallengeView.as_view(), name="api_challenge"),
    path("session/challenges/<str:challenge_id>/resend", api.ResendView.as_view(), name="api_challenge_resend"),
    path("me", api.MeView.as_view(), name="api_me"),
]
