"""Public addresses: subscribing first, since ``subscribe`` is no organisation."""

from django.urls import include, path

app_name = "policies"

urlpatterns = [
    path("", include("policies.notification.urls")),
    path("", include("policies.reading.urls")),
]
