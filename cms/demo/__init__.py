"""The demo: site, notifier and mail sink on one machine, started together and ended together."""
