"""Stillroom grades database migrations by what they do to a database.

The way of one grading, module by module:

    submission   which files are taken from a learner's folder
    workspace    a throw-away copy with the course's own env.py and an empty database
    runner       one Alembic command in a child process, isolated and timed
    schema       reads a database into plain data; one comparison for all
    grading      one submission, one record
    walk         walks the exercise's rows: run, read, compare
    diagnosis    differences and errors become named findings with a hint
    result       the record of one grading; everything learners wrote is cleaned here
    reports      terminal, JSON, JUnit, GitHub: pure functions of the record

Imports run one way: cli -> grading -> walk -> runner, schema, course -> result.
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
