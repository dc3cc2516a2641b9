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
    path("step-up/<str:subject>", views.step_up, name="step_up"),
    path("step-up/<str:subject>/begin", views.step_up_begin, name="step_up_begin"),
    path("step-up/<str:subject>/send", views.step_up_send, name="step_up_send"),
    path("signed-out", views.signed_out, name="signed_out"),
]

api_urls: list[URLPattern] = [
    path("session", api.SessionView.as_view(), name="api_session"),
    path("session/step-up", api.StepUpView.as_view(), name="api_step_up"),
    path("session/challenges/<str:challenge_id>", api.ChallengeView.as_view(), name="api_challenge"),
    path("session/challenges/<str:challenge_id>/resend", api.ResendView.as_view(), name="api_challenge_resend"),
    path("me", api.MeView.as_view(), name="api_me"),
]
