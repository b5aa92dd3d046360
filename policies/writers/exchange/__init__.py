"""Formats for other systems: Akoma Ntoso, for those that keep laws."""
