"""The WSGI application. It does not start when the database's guards of published versions are not in place."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
application = get_wsgi_application()

from django.db import connection  # noqa: E402 - only after the apps are loaded

from policies.publication.guards import refusal_to_run  # noqa: E402

if reason := refusal_to_run(connection):
    raise SystemExit(reason)
connection.close()
