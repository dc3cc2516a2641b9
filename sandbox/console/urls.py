"""The console's addresses, below /console."""

from __future__ import annotations

from django.urls import path

from sandbox.console.views import disputes, history, payments, payouts, requests, sign_in
from sandbox.web import route

urlpatterns = [
    path("", route(GET=history.history)),
    path("/login", route(GET=sign_in.login_page, POST=sign_in.login)),
    path("/logout", route(POST=sign_in.logout)),
    path("/payments/new", route(GET=payments.new_page, POST=payments.payment_process)),
    path("/payments/<payment_id>", route(GET=payments.payment_page)),
    path("/payments/<payment_id>/capture", route(POST=payments.payment_capture)),
    path("/payments/<payment_id>/cancel", route(POST=payments.payment_cancel)),
    path("/payments/<payment_id>/refund", route(POST=payments.payment_refund)),
    path("/payouts/new", route(GET=payouts.new_page, POST=payouts.payout_create)),
    path("/requests", route(GET=requests.request_list)),
    path("/requests/<request_id>", route(GET=requests.request_page, POST=requests.request_decide)),
    path("/disputes", route(GET=disputes.dispute_list)),
    path("/disputes/<dispute_id>", route(GET=disputes.dispute_page, POST=disputes.dispute_decide)),
    path("/files/<upload_id>", route(GET=disputes.file_get)),
    *(path(f"/{name}", route(GET=sign_in.file_of(name))) for name in sign_in.FILES),
]
