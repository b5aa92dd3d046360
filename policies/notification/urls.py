"""Addresses of this room. Tokens are URL-safe and hold no address."""

from django.urls import re_path

from policies.document.languages import CODES

from . import preference_pages, subscriber_pages

# Anything but a language of the register falls through to the page that says what exists.
LANGUAGE = rf"^(?P<language>{'|'.join(CODES)})/"

urlpatterns = [
    re_path(rf"{LANGUAGE}subscribe/\Z", subscriber_pages.subscribe_page, name="subscribe"),
    re_path(rf"{LANGUAGE}subscribe/asked/\Z", subscriber_pages.asked_page, name="subscribe_asked"),
    re_path(
        rf"{LANGUAGE}subscribe/confirm/(?P<token>[^/]+)/\Z",
        subscriber_pages.confirm_page,
        name="subscribe_confirm",
    ),
    re_path(rf"{LANGUAGE}preferences/\Z", preference_pages.link_page, name="preferences_link"),
    re_path(
        rf"{LANGUAGE}preferences/asked/\Z", preference_pages.link_asked_page, name="preferences_asked"
    ),
    re_path(
        rf"{LANGUAGE}preferences/(?P<token>[^/]+)/\Z",
        preference_pages.preferences_page,
        name="preferences",
    ),
    re_path(
        rf"{LANGUAGE}preferences/(?P<token>[^/]+)/data\.json\Z",
        preference_pages.data,
        name="preferences_data",
    ),
    re_path(
        rf"{LANGUAGE}preferences/(?P<token>[^/]+)/erase/\Z",
        preference_pages.erase_page,
        name="preferences_erase",
    ),
    re_path(
        rf"{LANGUAGE}unsubscribe/(?P<token>[^/]+)/\Z",
        subscriber_pages.unsubscribe_page,
        name="unsubscribe",
    ),
]
