"""The formats of the summary of a cohort: one module for each, named after its format."""
