"""The one migration history of the register."""
