"""One vocabulary of three languages: how texts write letters, numbers, dates, units and countries."""
