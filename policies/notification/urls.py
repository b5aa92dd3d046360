"""Addresses of this room. Tokens are URL-safe and hold no address."""

from django.urls import include, path, re_path

from policies.document.languages import CODES

from . import party_api, preference_pages, subscriber_pages

PAGES = [
    path("subscribe/", subscriber_pages.subscribe_page, name="subscribe"),
    path("subscribe/asked/", subscriber_pages.asked_page, name="subscribe_asked"),
    path("subscribe/confirm/<str:token>/", subscriber_pages.confirm_page, name="subscribe_confirm"),
    path("preferences/", preference_pages.link_page, name="preferences_link"),
    path("preferences/asked/", preference_pages.link_asked_page, name="preferences_asked"),
    path("preferences/<str:token>/", preference_pages.preferences_page, name="preferences"),
    path("preferences/<str:token>/data.json", preference_pages.data, name="preferences_data"),
    path("preferences/<str:token>/erase/", preference_pages.erase_page, name="preferences_erase"),
    path("preferences/<str:token>/address/", preference_pages.address_page, name="preferences_address"),
    path("preferences/move/<str:token>/", preference_pages.move_page, name="preferences_move"),
    path("unsubscribe/<str:token>/", subscriber_pages.unsubscribe_page, name="unsubscribe"),
]

# Anything but a language of the register falls through to the page that says what exists.
urlpatterns = [
    path("api/contract-parties", party_api.hand_in, name="contract_parties"),
    re_path(rf"^(?P<language>{'|'.join(CODES)})/", include(PAGES)),
]
