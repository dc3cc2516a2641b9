"""One module per kind of measurement; each returns lines of the table."""
