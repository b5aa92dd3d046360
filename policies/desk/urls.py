"""Addresses of the release desk, in the admin."""

from __future__ import annotations

from django.urls import path

from . import draft_conflict, release_actions, release_check

app_name = "policies_release"

urlpatterns = [
    path("<int:page_id>/check/", release_check.CheckView.as_view(), name="check"),
    path("<int:page_id>/page/<str:language>/", release_check.page_frame, name="page_frame"),
    path("<int:page_id>/mail/<str:language>/", release_check.mail_frame, name="mail_frame"),
    path("<int:page_id>/send/", release_check.send_to_me, name="send_to_me"),
    path("<int:page_id>/confirm/", release_actions.confirm, name="confirm"),
    path("<int:page_id>/retire/", release_actions.retire, name="retire"),
    path("<int:page_id>/conflict/<int:revision_id>/", draft_conflict.conflict, name="conflict"),
    path("<int:page_id>/conflict/<int:revision_id>/take/", draft_conflict.take, name="take"),
    path("version/<int:version_id>/restore/", release_actions.restore, name="restore"),
    path("version/<int:version_id>/withdraw/", release_actions.withdraw, name="withdraw"),
    path("version/<int:version_id>/approve/", release_actions.approve, name="approve"),
]
