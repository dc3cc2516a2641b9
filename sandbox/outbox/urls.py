"""One page."""

from django.urls import path

from sandbox.outbox.views import message_list
from sandbox.web import route

urlpatterns = [path("", route(GET=message_list))]
