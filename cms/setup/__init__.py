"""The first steps of an empty site: database, files, the log's key, the first administrator and organisation, a mail."""
