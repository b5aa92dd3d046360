"""The admin's screens that need more than one room: dashboard, release, reports, lists, notices."""
