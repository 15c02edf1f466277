"""The schema of a database as plain data, the one comparison of two schemas, and the differences
that it ignores (tolerances)."""
