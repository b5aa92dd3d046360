"""The WSGI door. Refuses to open when the database's guards of published versions are not in place."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
application = get_wsgi_application()

from django.db import connection  # noqa: E402 - only after the apps are loaded

from policies.publication.guards import HINT, faults  # noqa: E402

if unguarded := faults(connection):
    raise SystemExit(f"published versions are not guarded ({', '.join(unguarded)}). {HINT}")
connection.close()
