"""What an operator should know of a running site: every check, asked now, in words."""
