"""The formats of results and summaries: pure functions, one module for each format, found by the
name of its file."""
