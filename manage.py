#!/usr/bin/env python
"""Django's command line for this site. ``manage.py version`` says which release of Sijill this is, not of Django."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    if sys.argv[1:] in (["version"], ["--version"]):
        from cms.version import VERSION

        print(VERSION)
        sys.exit()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
