"""Translations of a draft: what each was made from, what state it is in, and how it differs from its source."""
