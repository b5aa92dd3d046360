"""PDF: the text as data, the pages as a template, and the process that sets them."""
