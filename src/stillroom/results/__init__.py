"""The records of one grading and of a cohort, who counts in what, and the catalogue of findings."""
