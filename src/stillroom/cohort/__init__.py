"""Grading many submissions: in parallel or by a cluster, with stored results, resumed after an interruption."""
