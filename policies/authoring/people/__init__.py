"""Who serves an organisation, and what each may do there. Everything that asks, asks ``rights``."""
