"""Addresses of the site: the admin, its files, and the public register."""

from anymail.urls import urlpatterns as webhooks
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.static import serve
from wagtail.admin import urls as admin_urls
from wagtail.documents import urls as document_urls

from .accepting import invitation
from .accounts import to_sign_in, to_sign_out
from .metrics import metrics_page

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/login/", to_sign_in, name="to_sign_in"),
    path("admin/logout/", to_sign_out, name="to_sign_out"),
    path("admin/reports/", include("policies.desk.own_reports")),
    path("admin/", include(admin_urls)),
    path("account/invitation/<str:token>/", invitation, name="account_invitation"),
    path("account/", include("allauth.urls")),
    path("documents/", include(document_urls)),
    path("api/v1/", include("policies.reading.api.routes")),
    path("", include("policies.urls")),
]
if settings.METRICS_TOKEN:
    urlpatterns.insert(0, path("metrics", metrics_page))
if settings.MAIL_TRANSPORT in settings.MAIL_PROVIDERS:
    # The provider's reports, and no other provider's: anymail checks that they are its own.
    reports = [
        webhook for webhook in webhooks if webhook.name == f"{settings.MAIL_TRANSPORT}_tracking_webhook"
    ]
    urlpatterns.insert(0, path("mail/reports/", include((reports, "anymail"))))
if settings.DEBUG or settings.LOCAL:
    urlpatterns.insert(0, path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}))

handler400 = "policies.reading.responses.bad_request"
handler404 = "policies.reading.responses.not_found"
handler500 = "policies.reading.responses.server_error"
