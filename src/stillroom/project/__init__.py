"""A learner's own project: progress, check, start, hint, and what is followed while they work."""
