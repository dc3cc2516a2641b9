"""Below /_sandbox: programs use the bare addresses, the page's forms those that end in /form."""

from __future__ import annotations

from django.urls import path

from sandbox.control.views import api, pages
from sandbox.web import route

urlpatterns = [
    path("", route(GET=pages.overview)),
    path("/control.css", route(GET=pages.stylesheet)),
    path("/reset", route(POST=api.reset)),
    path("/clock", route(GET=api.clock_get, PUT=api.clock_put)),
    path("/faults", route(GET=api.faults_get, PUT=api.faults_put)),
    path("/scenarios", route(GET=api.scenarios_get, PUT=api.scenarios_put)),
    path("/events", route(POST=api.events_post)),
    path("/reset/form", route(POST=pages.reset_form)),
    path("/clock/form", route(POST=pages.clock_form)),
    path("/faults/form", route(POST=pages.fault_form)),
    path("/faults/clear/form", route(POST=pages.faults_clear_form)),
    path("/scenarios/form", route(POST=pages.scenario_form)),
    path("/events/form", route(POST=pages.event_form)),
]
