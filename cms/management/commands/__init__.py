"""Commands of the site itself: backup and restore."""
