"""The typed difference between two documents."""
