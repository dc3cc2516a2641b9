from django.urls import path, re_path

from sandbox.bank import api, views
from sandbox.web import route

page_urls = [
    re_path(
        r"^approve/(?P<transfer_id>btr_[0-9a-f]{24})$",
        route(GET=views.approval_page, POST=views.approval_decide),
        name="bank_approval",
    ),
    path("bank.css", route(GET=views.stylesheet), name="bank_stylesheet"),
]
api_urls = [
    path("v1/transfers", route(POST=api.transfer_create)),
    re_path(r"^v1/transfers/(?P<transfer_id>btr_[0-9a-f]{24})$", route(GET=api.transfer_read)),
    path("v1/scenarios", route(PUT=api.scenario_put)),
]
urlpatterns = [*page_urls, *api_urls]
