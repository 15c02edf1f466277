"""The records of one grading and of a cohort, and the catalogue of findings."""
