"""The records that come out: of one grading, and of a cohort; and the catalogue of findings."""
