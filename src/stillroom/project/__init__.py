"""A learner's own project: the course that it names, its database, its progress, check, start and
hint, and the watching of it while the learner works."""
