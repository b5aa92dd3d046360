"""The site: settings, addresses and the WSGI door. It knows `policies`; `policies` never imports it."""
