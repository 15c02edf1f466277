"""The faces of the summary of a cohort: a module for each format, called as the format is."""
