"""A whole class at once: graded in parallel, kept one by one, gone on with after an interruption."""
