"""Addresses of this room. Tokens are URL-safe and hold no address."""

from django.urls import re_path

from policies.document.languages import CODES

from . import views

# Anything but a language of the register falls through to the page that says what exists.
LANGUAGE = rf"^(?P<language>{'|'.join(CODES)})/"

urlpatterns = [
    re_path(rf"{LANGUAGE}subscribe/\Z", views.subscribe_page, name="subscribe"),
    re_path(rf"{LANGUAGE}subscribe/asked/\Z", views.asked_page, name="subscribe_asked"),
    re_path(
        rf"{LANGUAGE}subscribe/confirm/(?P<token>[^/]+)/\Z", views.confirm_page, name="subscribe_confirm"
    ),
    re_path(rf"{LANGUAGE}unsubscribe/(?P<token>[^/]+)/\Z", views.unsubscribe_page, name="unsubscribe"),
]
