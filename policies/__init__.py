"""The register of policies: one Django app, divided into rooms."""
