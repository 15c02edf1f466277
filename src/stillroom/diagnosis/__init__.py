"""Differences and errors become named findings with a hint; the first finding is the one to mend
first."""
