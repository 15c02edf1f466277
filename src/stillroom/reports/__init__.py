"""The faces of a record: one module for each format, all of them pure functions."""
