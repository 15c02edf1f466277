"""Which modules are mutated."""

MODULES = (
    "schema/*.py",
    "databases/**/*.py",
    "submission/revisions.py",
    "submission/dead_code.py",
    "diagnosis/**/*.py",
)
"""Patterns of paths below ``src/stillroom``."""
