"""Word files (WordprocessingML): the package and its fixed parts, the text with tracked changes, the file."""
