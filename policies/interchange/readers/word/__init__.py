"""Word files (WordprocessingML): the package, tracked changes, styles, numbers, running text, tables, the whole text."""
