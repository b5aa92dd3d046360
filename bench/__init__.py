"""Measurements: run by hand, each printing a reference from the same run beside its own numbers."""
