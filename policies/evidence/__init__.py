"""Digests and the chain of versions, checkable without this site."""
