"""A policy's whole content as plain Python values: shape, languages, canonical bytes, plain text, numbering, HTML."""
