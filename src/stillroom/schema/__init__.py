"""The schema of a database as plain data, the words for its parts, the one comparison of two
schemas, and the differences that it ignores (tolerances)."""
