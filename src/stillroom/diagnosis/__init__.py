"""Differences and errors become named findings with a hint; the first one is what to mend first."""
