"""Texts from elsewhere: files in, as drafts or versions, and the demo content."""
