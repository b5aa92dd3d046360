"""The demo: site, notifier and mail sink on one machine, started together and ended together."""


class DemoError(Exception):
    """Why the demo does not start, or why it ended, in one sentence."""
