"""Tests of the site: settings, catalogues, the demo's processes."""
