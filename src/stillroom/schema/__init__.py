"""The schema of a database as plain data, its one comparison, and the tolerances of it."""
