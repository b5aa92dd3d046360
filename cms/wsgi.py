"""The WSGI application: the shelf, and the site behind it.

It starts without a database, and answers from the shelf until that is back. It does not start when the database is
there and its guards of published versions are not in place.
"""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
site = get_wsgi_application()

from cms.serving import served  # noqa: E402 - only after the apps are loaded

application = served(site)
