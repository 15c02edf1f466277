"""The words that the grader and the course have of their own, so that a name that is one hides none of them."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from stillroom.results.record import Result
from stillroom.results.schema_at import SchemaAt
from stillroom.util.files import plain_files

WORD = re.compile(r"[^\W_]+")
"""A word, also where underscores join several."""
_OF_THE_SOURCE = re.compile(r"(?<![A-Za-z_])(?:[a-z]{2,}|[A-Z]{2,})(?![A-Za-z_])")
"""Words that stand alone. With one capital they may be names."""


@cache
def words_of_the_grader() -> frozenset[str]:
    """Return every word that a text of this package can have."""
    package = Path(__file__).parents[1]
    return frozenset(
        word.casefold()
        for _, path in plain_files(package)
        if path.suffix == ".py"
        for word in _OF_THE_SOURCE.findall(path.read_text("utf-8"))
    )


def words_of_the_course(results: Iterable[Result]) -> frozenset[str]:
    """Return the words that *results* have from their exercise: of its rows, and of its schemas.

    A name in a schema is the course's own where several have it, or somebody who has passed.
    """
    own: set[str] = set()
    seen: Counter[str] = Counter()
    for result in results:
        rows = (
            text for step in result.steps for text in (step.command, step.effect, step.expected)
        )
        own |= _words((result.exercise, result.title, *rows))
        drawn = _words(text for at in (result.before, result.after) if at for text in _texts(at))
        seen.update(drawn)
        own |= drawn if result.verdict == "passed" else set()
    return frozenset(own | {word for word, number in seen.items() if number > 1})


def _texts(at: SchemaAt) -> Iterable[str]:
    for sheet in at.sheets:
        yield sheet.title
        yield from (line.words for line in sheet.lines)


def _words(texts: Iterable[str]) -> set[str]:
    return {word.casefold() for text in texts for word in WORD.findall(text)}
