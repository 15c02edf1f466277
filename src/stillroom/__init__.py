"""Stillroom grades database migrations by what they do to a database.

The way of one grading, package by package:

    submission   which files are taken from a learner's folder, each parsed once
    sandbox      runs one Alembic command in a child process, isolated and timed
    databases    reads the schema and the rows of a database into plain data
    schema       compares two schemas: one comparison for all
    grading      replays the steps of an exercise: run, read, compare
    diagnosis    differences and errors become named findings with a hint
    results      the record of one grading; everything that learners wrote is cleaned there
    reports      terminal, JSON, JUnit, GitHub: functions of the record

CONTRIBUTING.md shows all packages, in the order in which they may import each other.
"""


def __getattr__(name: str) -> str:
    """``__version__``, looked up only by whoever asks: every command starts faster without."""
    if name != "__version__":
        raise AttributeError(name)
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("stillroom")
    except PackageNotFoundError:  # a bare checkout on PYTHONPATH
        return "0+unknown"
