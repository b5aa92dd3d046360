"""Texts from elsewhere: plain text and Markdown in, and the demo content."""
