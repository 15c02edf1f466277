"""The faces of results: a module for each format, called as the format is."""
