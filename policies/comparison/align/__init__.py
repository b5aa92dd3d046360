"""Which piece of two documents is which, and which words changed."""
