"""The formats of results and summaries: pure functions, one module for each, discovered by its folder."""
