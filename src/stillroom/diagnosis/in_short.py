"""What is wrong at a row, in the few words that a table has room for."""

from stillroom.diagnosis.context import Problem, ProblemKind

_STOPPED = "it ended with an error"
WORDS: dict[ProblemKind, str] = {
    "load": _STOPPED,
    "upgrade": _STOPPED,
    "downgrade": _STOPPED,
    "look": _STOPPED,
    "models-load": "the models cannot be loaded",
    "no-revision": "no new revision",
    "state": "not the same in all details",
    "heads": "another number of heads",
    "version": "Alembic has recorded nothing new",
    "rows": "the rows are not as expected",
    "models": "the models say something else",
    "values": "the values are not as expected",
    "probe": "it answers otherwise than expected",
    "record": "Alembic has recorded something else",
    "given": "a given revision is not as it was",
    "made-on-loading": "it is made before a revision runs",
    "unreadable": "the database cannot be read",
    "beyond-limit": "there is too much to look at",
}


def in_short(problem: Problem) -> str:
    """Return what is wrong; the first finding says it in full."""
    words = WORDS[problem.kind]
    return f"on an empty database {words}" if problem.on_empty else words
