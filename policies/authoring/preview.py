"""Preview: the draft's document through the same template as the public page."""
