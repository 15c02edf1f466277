"""Where the learner's own database is, whether it is what the revisions make, and what leads on.

Advice is tried on a copy before it is given: a command is named only where it, and what comes after
it, leads to the newest revision, to its schema, and loses no row and no value. So no advice is given twice in vain.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from stillroom.course.exercise import Begin
from stillroom.databases.base import State
from stillroom.project.advice import Advice, InText, NextStep, advice
from stillroom.project.snapshot import Revision, Snapshot
from stillroom.results.catalogue import HISTORY, ROWS, section_of
from stillroom.results.record import Result
from stillroom.schema.compare import compare
from stillroom.schema.model import Schema
from stillroom.util.text import clean, listed

UPGRADE = NextStep("upgrade", "head")
BACK = NextStep("downgrade", "-1")
ANEW = NextStep("reset", option="--database")
RESET = NextStep("reset")
BASE = "base"
IN_USE = "a command or a program changes it now. Wait until that has ended, or end it; until then no other command can change it."
THE_FIRST_ONE = "the database with which the exercise begins"


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
    trouble: str = ""
    """Why it cannot be read, where the sentence says that."""

    @property
    def advice(self) -> Advice:
        """The sentence, with the command."""
        return advice(self.words, InText(" Run: "), self.step) if self.step else advice(self.words)


def standing(
    snapshot: Snapshot, result: Result, trials: Trials, begin: Begin | None = None
) -> Standing:
    """Return where the database of *snapshot* is, whose files were graded with *result*.

    *begin* is how the exercise begins. A command is named where the files have passed; where they
    have not, only one that takes a revision of the learner's own back before it is mended, and one that
    brings a database that is of no use any more.
    """
    begin = begin or Begin()
    if snapshot.submission is None or not snapshot.database:
        return Standing("")
    name = _name(snapshot)
    passed = result.verdict == "passed"
    if snapshot.busy:
        return in_use(snapshot)
    if snapshot.trouble:
        # What is no file of this kind says so, and what is damaged can only be made anew.
        step = ANEW if snapshot.exists else None
        trouble = snapshot.trouble
        return Standing(f"Your own database: {trouble}", step, trouble=trouble)
    if not snapshot.exists and (begin.revision or begin.legacy):
        return Standing(f"{name} is not there. Take {THE_FIRST_ONE}.", ANEW)
    if not snapshot.versions and not (snapshot.schema and snapshot.schema.tables):
        there = (
            "is before the first revision, and has no table" if snapshot.exists else "is not there"
        )
        ready = passed and snapshot.revisions
        return Standing(f"{name} {there}.", UPGRADE if ready else None)
    if passed and len(snapshot.heads) == 1:
        return _way_to_the_head(snapshot, trials, name)
    return _where(snapshot, result, trials, name, begin)


def in_use(snapshot: Snapshot) -> Standing:
    """Return what is to be said while somebody else holds the database."""
    return Standing(f"{_name(snapshot)} is in use: {IN_USE}")


def _name(snapshot: Snapshot) -> str:
    return f"Your own database, {snapshot.database},"


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
        words = f"{name} is at the newest revision, {head}, and has the tables that your revisions make."
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
        f"{at}. No command of Alembic mends that and keeps all values. Take {THE_FIRST_ONE}; this one is kept.",
        ANEW,
    )


def _where(snapshot: Snapshot, result: Result, trials: Trials, name: str, begin: Begin) -> Standing:
    """Where it is, while the files do not pass yet."""
    words = f"{name} {_at(snapshot)}."
    if snapshot.unknown:
        return _without_its_file(snapshot, begin, words)
    if not snapshot.versions and begin.legacy is None:
        return Standing(f"{words} Take {THE_FIRST_ONE}; this one is kept.", ANEW)
    if not snapshot.versions:
        return _adopted(snapshot, trials, words)
    last = next((each for each in snapshot.revisions if (each.id,) == snapshot.versions), None)
    if last is None:
        return Standing(words)
    here, made = trials.after(), trials.made()
    if here is None:
        return Standing(words)
    is_own = last.id not in _given(snapshot, begin)
    if is_own and begin.revision and _has_spoilt_rows(last, result, here):
        words = f"{words} It has changed the rows there as the finding says."
        return Standing(f"{words} Take {THE_FIRST_ONE}; this one is kept.", ANEW)
    if is_own and _is_mended(last, result, trials):
        return Standing(f"{words} Take that revision back before you mend it.", BACK)
    if last.id in made and not _holds(here, made[last.id]):
        words = f"{name} {_at(snapshot)}, and does not hold what your revisions make there now."
        return Standing(
            f"{words} So a command may fail on it. First make your files right; "
            "then a check says how to go on."
        )
    return Standing(words)


def _adopted(snapshot: Snapshot, trials: Trials, words: str) -> Standing:
    """What to do about tables that Alembic knows nothing of: mark them, where a revision makes just these.

    Where several do, it is the oldest: one behind it that changes nothing is still to be filled in.
    """
    here, made = trials.after(), trials.made()
    if here is None:
        return Standing(words)
    for stamp in reversed(list(_stamps(snapshot, here, made))):
        if here.schema.tables.keys() == made[stamp.argument].tables.keys():
            return Standing(f"{words} It holds what {stamp.argument} makes: mark it so.", stamp)
    return Standing(words)


def _without_its_file(snapshot: Snapshot, begin: Begin, words: str) -> Standing:
    """What to do about a database whose revision is in no file."""
    if snapshot.is_partly_read:
        return Standing(words)
    words = f"{words} Bring its file back, as your editor or Git still has it."
    if begin.revision and begin.revision not in {each.id for each in snapshot.revisions}:
        # The database with which the exercise begins has no file either.
        return Standing(f"{words} Or begin the exercise again; what is there is kept.", RESET)
    return Standing(f"{words} Or take {THE_FIRST_ONE}; this one is kept.", ANEW)


def _has_spoilt_rows(last: Revision, result: Result, here: State) -> bool:
    """Tell whether the upgrade of *last*, which was run, writes other rows or values than asked for."""
    mistake = result.mistakes[0] if result.mistakes else None
    if mistake is None or mistake.file != last.path or section_of(mistake.code) != ROWS:
        return False
    failed = next((step.command for step in result.steps if step.status == "failed"), "")
    return "upgrade" in failed and any(here.rows.values())


def _is_mended(last: Revision, result: Result, trials: Trials) -> bool:
    """Tell whether what has to be mended is in *last*, and its way back is right and loses nothing."""
    mistake = result.mistakes[0] if result.mistakes else None
    if mistake is None or mistake.file != last.path or len(last.down) > 1:
        return False
    if section_of(mistake.code) == HISTORY:  # what the file does is not what has to be mended
        return False
    here, taken_back, before = trials.after(), trials.after(BACK), trials.made()
    parent = last.down[0] if last.down else BASE
    if here is None or taken_back is None or parent not in before:
        return False
    is_back = taken_back.versions == last.down and not compare(before[parent], taken_back.schema)
    return is_back and not _loses(here, taken_back)


def _given(snapshot: Snapshot, begin: Begin) -> set[str | None]:
    """The revisions with which the exercise begins: nobody takes them back to mend them."""
    chain = [revision.id for revision in snapshot.chain]
    return set(chain[: chain.index(begin.revision) + 1]) if begin.revision in chain else set()


def _at(snapshot: Snapshot) -> str:
    """Where it is, as the rest of a sentence."""
    if snapshot.unknown and not snapshot.is_partly_read:
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
    """Tell whether *steps* lead from *here* to *goal*, and the way back loses no row and no value."""
    state = here
    for number, step in enumerate(steps, 1):
        after = trials.after(*steps[:number])
        if after is None or step == BACK and _loses(state, after):
            return False
        state = after
    return _is(state, goal)


def _is(state: State, goal: State) -> bool:
    return state.versions == goal.versions and _holds(state, goal.schema)


def _holds(state: State, schema: Schema) -> bool:
    """Tell whether *state* has the tables of *schema*; those that no revision makes may stay."""
    tables = {name: table for name, table in state.schema.tables.items() if name in schema.tables}
    return not compare(schema, replace(state.schema, tables=tables))


def _loses(before: State, after: State) -> bool:
    """Tell whether rows, or values of a column, that are there *before* are not there *after*."""
    return any(
        len(after.rows.get(table, ())) < len(rows)
        or any(
            row.get(column) is not None
            for column in before.schema.tables[table].column_names
            if column not in _columns(after, table)
            for row in rows
        )
        for table, rows in before.rows.items()
        if table in before.schema.tables
    )


def _columns(state: State, table: str) -> tuple[str, ...]:
    return state.schema.tables[table].column_names if table in state.schema.tables else ()
