"""The site: settings, addresses and the WSGI application. It imports `policies`; `policies` never imports it."""
