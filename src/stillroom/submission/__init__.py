"""A learner's files: which of them are taken, each parsed once, and what the revisions say."""
