"""Drafts: what editors write in the admin, and the checks a draft passes before it is published."""
