"""A class as large as a whole university's: whether grading it is linear, and what an interruption costs."""
