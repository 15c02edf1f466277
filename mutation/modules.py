"""Which modules are mutated, and what their tests need."""

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

COPIED = (
    "src", "exercises", "template", "solutions", "tests", "bench", "mutation", "pyproject.toml",
)  # fmt: skip
"""What a worker has a copy of."""
