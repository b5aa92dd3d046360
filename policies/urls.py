"""Public addresses: subscribing first, since ``subscribe`` is no organisation."""

from django.urls import include, path

from policies.desk import outside_pages

app_name = "policies"

urlpatterns = [
    path("", include("policies.notification.urls")),
    # Pages about drafts, for people without an account: the desk alone knows both.
    path("", include(outside_pages.ADDRESSES)),
    path("", include("policies.reading.urls")),
]
