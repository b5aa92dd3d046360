"""A comparison as HTML, as a short form and as JSON."""
