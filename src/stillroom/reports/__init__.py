"""The faces of a record: pure functions, a module for each format, found by where it lies."""
