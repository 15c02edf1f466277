"""Which modules are mutated."""

MODULES = (
    "schema/*.py",
    "databases/**/*.py",
    "submission/revisions.py",
    "submission/dead_code.py",
    "submission/line_search.py",
    "submission/source_tree.py",
    "diagnosis/**/*.py",
)
"""Patterns of paths below ``src/stillroom``."""
