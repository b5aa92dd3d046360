"""Policies and their immutable versions: freezing, the rule of what is in force, the database guards."""
