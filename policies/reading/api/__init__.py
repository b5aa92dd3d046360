"""The read-only JSON API of the register, version 1: what is published, as data."""
