"""The formats of results: one module for each, named after its format."""
