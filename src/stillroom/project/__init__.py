"""A learner's own project: its progress, check, start and hint, and the watching of it while the
learner works."""
