"""Public pages: versions only, never drafts."""
