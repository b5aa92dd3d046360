"""Files in: the bytes of one file become the text of one language, as sections. Knows no page and no version."""
