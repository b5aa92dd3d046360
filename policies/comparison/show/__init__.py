"""A comparison as HTML and as JSON."""
