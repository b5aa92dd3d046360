"""What an evidence bundle carries to check itself: standard library only, and of Python 3.8."""
