"""Addresses of the release desk, in the admin."""

from __future__ import annotations

from django.urls import path

from . import acts, conflict, views

app_name = "policies_release"

urlpatterns = [
    path("<int:page_id>/check/", views.CheckView.as_view(), name="check"),
    path("<int:page_id>/page/<str:language>/", views.page_frame, name="page_frame"),
    path("<int:page_id>/mail/<str:language>/", views.mail_frame, name="mail_frame"),
    path("<int:page_id>/send/", views.send_to_me, name="send_to_me"),
    path("<int:page_id>/confirm/", acts.confirm, name="confirm"),
    path("<int:page_id>/retire/", acts.retire, name="retire"),
    path("<int:page_id>/conflict/<int:revision_id>/", conflict.conflict, name="conflict"),
    path("<int:page_id>/conflict/<int:revision_id>/take/", conflict.take, name="take"),
    path("version/<int:version_id>/restore/", acts.restore, name="restore"),
    path("version/<int:version_id>/withdraw/", acts.withdraw, name="withdraw"),
    path("version/<int:version_id>/approve/", acts.approve, name="approve"),
]
