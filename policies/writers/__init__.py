"""Versions and comparisons as files that others read: PDF, Word, Akoma Ntoso. Nothing here reads a database."""
