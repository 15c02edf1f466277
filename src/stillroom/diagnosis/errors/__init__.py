"""Errors that a learner's code raised, explained: one module of rules for each product."""
