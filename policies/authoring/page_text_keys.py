"""The keys of a policy page's own texts, in lists and marks that also hold sections."""

from __future__ import annotations

import uuid
from typing import Final

# A section's key is random: it is never one of these.
KEYS: Final = {
    field: uuid.uuid5(uuid.NAMESPACE_OID, f"sijill {field}")
    for field in ("heading", "summary", "change_note")
}
