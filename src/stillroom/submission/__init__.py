"""A learner's files: which of them are graded, each parsed once, and what the revisions say."""
