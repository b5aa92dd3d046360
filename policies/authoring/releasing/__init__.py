"""The way out: what follows from a release, what is looked at before it, and what can be done after it."""
