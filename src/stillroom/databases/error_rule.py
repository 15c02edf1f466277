"""How an error of a learner's code is recognised, as data, and the words for it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ErrorRule:
    """An error, by the kind of the exception and its text; named groups fill the sentence."""

    code: str
    kind: str
    text: str
    says: str
    hint: str
    not_while: tuple[str, ...] = ()
    """The kinds of problems that the rule says nothing about."""
    where: str = ""
    """What the learner's own line must have, which is given as ``path: text``."""
    statement: str = ""
    """What the SQL behind the error must have."""
    word: str = ""
    """What to look for in the models, where the error itself stands at another line; it may be the
    name of a group."""
