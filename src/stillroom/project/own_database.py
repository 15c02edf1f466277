"""Where the learner's own database is, whether it is what the revisions make, and what leads on.

Advice is tried on a copy before it is given: a command is named only where it, and what comes after
it, leads to the newest revision, to its schema, and loses no row. So no advice is given twice in vain.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from stillroom.databases.base import State
from stillroom.project.advice import Advice, NextStep, advice
from stillroom.project.snapshot import Snapshot
from stillroom.results.catalogue import HISTORY, section_of
from stillroom.results.record import Result
from stillroom.schema.compare import compare
from stillroom.schema.model import Schema
from stillroom.util.text import clean, listed

UPGRADE = NextStep("upgrade", "head")
BACK = NextStep("downgrade", "-1")
ANEW = NextStep("reset", option="--database")
BASE = "base"


class Trials(Protocol):
    """Runs commands on copies: the learner's own database is never touched."""

    def made(self) -> dict[str, Schema]:
        """Return what each revision makes from nothing, as far as they run; ``base`` is first."""

    def after(self, *steps: NextStep) -> State | None:
        """Return the state of a copy of the own database after *steps*; None where one fails."""


@dataclass(frozen=True)
class Standing:
    """Where the learner's own database is, in a sentence, and the one command that leads on, if any."""

    words: str
    step: NextStep | None = None
    is_level: bool = False
    """Whether it is at the newest revision, and holds what the revisions make."""

    @property
    def advice(self) -> Advice:
        """The sentence, with the command."""
        return advice(self.words, " Run: ", self.step) if self.step else advice(self.words)


def standing(snapshot: Snapshot, result: Result, trials: Trials) -> Standing:
    """Return where the database of *snapshot* is, whose files were graded with *result*.

    A command is named where the files have passed; where they have not, only one that takes an
    applied revision back before it is mended.
    """
    if snapshot.submission is None or not snapshot.database:
        return Standing("")
    name = f"Your own database, {snapshot.database},"
    passed = result.verdict == "passed"
    if snapshot.busy:
        return Standing("Your own database is in use: another command is at work on it.")
    if snapshot.trouble:
        # What is no file of this kind says so, and what is damaged can only be made anew.
        damaged = snapshot.exists and passed
        return Standing(f"Your own database: {snapshot.trouble}", ANEW if damaged else None)
    if not snapshot.versions and not (snapshot.schema and snapshot.schema.tables):
        there = "has no table yet" if snapshot.exists else "is not there yet"
        if not snapshot.revisions:
            return Standing(f"{name} {there}.")
        return Standing(f"{name} {there}: no revision was run on it.", UPGRADE if passed else None)
    if passed and len(snapshot.heads) == 1:
        return _way_to_the_head(snapshot, trials, name)
    return _where(snapshot, result, trials, name)


def _way_to_the_head(snapshot: Snapshot, trials: Trials, name: str) -> Standing:
    """The first way that ends at the newest revision; the last one is to begin with a new database."""
    head, made = snapshot.heads[0], trials.made()
    at = f"{name} {_at(snapshot)}"
    if head not in made:
        return Standing(f"{at}.")
    here, goal = trials.after(), State(made[head], (head,))
    if here is None:
        return Standing(f"{at}. It cannot be copied now.")
    if _is(here, goal):
        words = f"{name} is at the newest revision, {head}, and holds what your revisions make."
        others = sorted(set(here.schema.tables) - set(goal.schema.tables))
        besides = f" No revision makes {clean(listed(others), 200)}." if others else ""
        return Standing(words + besides, is_level=True)
    if not snapshot.unknown:
        if _leads(trials, here, goal, UPGRADE):
            return Standing(f"{at}; the newest is {head}.", UPGRADE)
        at = f"{at}, and does not hold what your revisions make there now"
        if snapshot.versions and _leads(trials, here, goal, BACK, UPGRADE):
            return Standing(f"{at}. Take the last one back, then run the upgrade again.", BACK)
    for stamp in _stamps(snapshot, here, made):
        if _leads(trials, here, goal, stamp, UPGRADE):
            its = "before the first revision" if stamp.argument == BASE else f"of {stamp.argument}"
            return Standing(f"{at}. What it holds is the state {its}: mark it so.", stamp)
    return Standing(
        f"{at}. No command of Alembic mends that. Take the database with which the exercise "
        "begins; this one is kept.",
        ANEW,
    )


def _where(snapshot: Snapshot, result: Result, trials: Trials, name: str) -> Standing:
    """Where it is, while the files do not pass yet."""
    mistake = result.mistakes[0] if result.mistakes else None
    last = next((each for each in snapshot.revisions if (each.id,) == snapshot.versions), None)
    words = f"{name} {_at(snapshot)}."
    if snapshot.unknown:
        return Standing(f"{words} Bring its file back, as your editor or Git still has it.")
    if mistake is None or last is None or mistake.file != last.path or len(last.down) > 1:
        return Standing(words)
    if section_of(mistake.code) == HISTORY:  # what the file does is not what has to be mended
        return Standing(words)
    here, taken_back, before = trials.after(), trials.after(BACK), trials.made()
    parent = last.down[0] if last.down else BASE
    if here is None or taken_back is None or parent not in before:
        return Standing(words)
    is_back = taken_back.versions == last.down and not compare(before[parent], taken_back.schema)
    if not is_back or _loses_rows(here, taken_back):
        return Standing(words)
    return Standing(f"{words} Before you mend {last.path}, take it back there.", BACK)


def _at(snapshot: Snapshot) -> str:
    """Where it is, as the rest of a sentence."""
    if snapshot.unknown:
        return f"is at {snapshot.unknown[0]}, a revision that no file has"
    if not snapshot.versions:
        return "has tables, and Alembic has noted no revision in it"
    return f"is at {' and '.join(snapshot.versions)}"


def _stamps(snapshot: Snapshot, here: State, made: dict[str, Schema]) -> Iterator[NextStep]:
    """The marks that say what it holds, the newest first."""
    option = "--purge" if snapshot.unknown else ""
    for revision, schema in reversed(made.items()):
        if (revision,) != here.versions and _holds(here, schema):
            yield NextStep("stamp", revision, option)


def _leads(trials: Trials, here: State, goal: State, *steps: NextStep) -> bool:
    """Tell whether *steps* lead from *here* to *goal*, and the way back loses no row."""
    state = here
    for number, step in enumerate(steps, 1):
        after = trials.after(*steps[:number])
        if after is None or step == BACK and _loses_rows(state, after):
            return False
        state = after
    return _is(state, goal)


def _is(state: State, goal: State) -> bool:
    return state.versions == goal.versions and _holds(state, goal.schema)


def _holds(state: State, schema: Schema) -> bool:
    """Tell whether *state* has the tables of *schema*; those that no revision makes may stay."""
    tables = {name: table for name, table in state.schema.tables.items() if name in schema.tables}
    return not compare(schema, replace(state.schema, tables=tables))


def _loses_rows(before: State, after: State) -> bool:
    return any(len(after.rows.get(table, ())) < len(rows) for table, rows in before.rows.items())
