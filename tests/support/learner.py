"""A learner who makes a mess of revisions and database, and then follows the advice; all of it simulated.

As on a real SQLite file, a revision that is stopped leaves behind what it has done so far.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from random import Random

from stillroom.course.exercise import Begin
from stillroom.databases.base import Row, State
from stillroom.project.advice import NextStep
from stillroom.project.own_database import BASE, Standing, standing
from stillroom.project.snapshot import Revision, Snapshot
from stillroom.results.finding import Finding
from stillroom.results.record import Result
from stillroom.schema.model import Column, Schema, Table
from stillroom.submission.intake import Submission
from tests.support import records

Operation = tuple[str, str, str]
"""``create`` or ``drop`` a table, ``add`` or ``delete`` a column: with a table and a column."""


class Stopped(Exception):
    """An operation that the database refuses."""


@dataclass(frozen=True)
class File:
    """A revision: what it does, and what it undoes."""

    up: tuple[Operation, ...]
    down: tuple[Operation, ...]


RIGHT = (
    File((("create", "users", "id"),), (("drop", "users", ""),)),
    File(
        (("add", "users", "email"), ("add", "users", "note")),
        (("delete", "users", "note"), ("delete", "users", "email")),
    ),
    File((("create", "orders", "id"), ("add", "users", "last")),
         (("delete", "users", "last"), ("drop", "orders", ""))),
)  # fmt: skip
WRONG = (
    File((), ()),
    File(RIGHT[1].up, ()),
    File(RIGHT[0].up, ()),
    File((("add", "users", "mail"),), (("delete", "users", "mail"),)),
    File((("create", "user", "id"),), (("drop", "user", ""),)),
    File((*RIGHT[1].up, ("drop", "nothing", "")), RIGHT[1].down),
)


@dataclass
class Database:
    """Tables with their columns and the number of their rows, and what Alembic has noted."""

    tables: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    version: str | None = None

    def run(self, operation: Operation) -> None:
        """Do one operation; raises Stopped."""
        what, table, column = operation
        columns = self.tables.get(table)
        if (columns is None) is not (what == "create"):
            raise Stopped
        if columns is None:
            self.tables[table] = [column]
        elif what == "drop":
            del self.tables[table]
            self.rows.pop(table, None)
        elif (column in columns) is (what == "add"):
            raise Stopped
        elif what == "add":
            columns.append(column)
        else:
            columns.remove(column)

    @property
    def state(self) -> State:
        """What a reader would see."""
        tables = {
            name: Table(name, tuple(Column(column, "INTEGER", nullable=True) for column in columns))
            for name, columns in self.tables.items()
        }
        rows: dict[str, list[Row]] = {
            name: [{"id": 1}] * self.rows.get(name, 0) for name in self.tables
        }
        return State(Schema(tables), (self.version,) if self.version else (), rows)


def alembic(files: list[File], database: Database, command: str, *words: str) -> None:
    """Run a command of Alembic; raises Stopped, with what was done so far left behind."""
    ids = [BASE, *(str(number) for number in range(1, len(files) + 1))]
    if command == "stamp":
        target = ids[-1] if words[0] == "head" else words[0]
        if database.version not in (None, *ids) and "--purge" not in words:
            raise Stopped
        database.version = None if target == BASE else target
        return
    if database.version not in (None, *ids):
        raise Stopped
    at = ids.index(database.version or BASE)
    last = ids.index(words[0]) if words[0] in ids else len(files)
    for number in range(at, last) if command == "upgrade" else ():
        for operation in files[number].up:
            database.run(operation)
        database.version = ids[number + 1]
    if command == "downgrade":
        if at == 0:
            raise Stopped
        for operation in files[at - 1].down:
            database.run(operation)
        database.version = ids[at - 1] if at > 1 else None


@dataclass
class Copies:
    """The trials of the engine, on copies of a simulated database."""

    files: list[File]
    database: Database

    def made(self) -> dict[str, Schema]:
        """What each revision makes from nothing."""
        made, database = {BASE: Schema()}, Database()
        for number in range(1, len(self.files) + 1):
            try:
                alembic(self.files, database, "upgrade", str(number))
            except Stopped:
                break
            made[str(number)] = database.state.schema
        return made

    def after(self, *steps: NextStep) -> State | None:
        """The state of a copy after *steps*."""
        copy = deepcopy(self.database)
        try:
            for step in steps:
                alembic(self.files, copy, step.command, *step.words)
        except Stopped:
            return None
        return copy.state


def beginnings() -> list[Database]:
    """An empty database; one at the first revision, with rows; and one that Alembic has never seen."""
    users = {"users": ["id"]}
    return [Database(), Database(deepcopy(users), {"users": 3}, "1"), Database(users, {"users": 3})]


class Learner:
    """A project with a database, in any state that its learner can bring about."""

    def __init__(self, random: Random) -> None:
        """Begin an exercise, and make some mistakes."""
        self._random = random
        self.begun = random.choice(beginnings())
        self.database = deepcopy(self.begun)
        self.files = [random.choice((*WRONG, *RIGHT)) for _ in range(random.randint(0, 3))]
        self.done: list[str] = []
        for _ in range(random.randint(1, 8)):
            mess = random.choice(self._messes())
            mess()

    def _messes(self) -> list[Callable[[], None]]:
        return [
            self._edit, self._edit, self._delete, self._interrupt, self._by_hand, self._put_rows,
            lambda: self.run(NextStep("upgrade", "head")), lambda: self.run(NextStep("upgrade", "head")),
            lambda: self.run(NextStep("downgrade", "-1")), lambda: self.run(NextStep("stamp", "head")),
            lambda: self.run(NextStep("stamp", "base")), self._lose_database,
        ]  # fmt: skip

    def _edit(self) -> None:
        number = self._random.randint(0, min(len(self.files), len(RIGHT) - 1))
        self.files[number : number + 1] = [self._random.choice((*WRONG, RIGHT[number]))]

    def _delete(self) -> None:
        if self.files:
            self.files.pop()

    def _interrupt(self) -> None:
        """Ctrl-C: some operations are done, and nothing is noted."""
        for operation in self._random.choice(RIGHT).up[:1]:
            self._try(lambda operation=operation: self.database.run(operation))  # type: ignore[misc]

    def _by_hand(self) -> None:
        self._try(lambda: self.database.run(("drop", self._random.choice(("users", "orders")), "")))

    def _put_rows(self) -> None:
        self.database.rows.update(dict.fromkeys(self.database.tables, 2))

    def _lose_database(self) -> None:
        self.database = Database()

    def _try(self, act: Callable[[], None]) -> None:
        try:
            act()
        except Stopped:
            return

    def run(self, step: NextStep) -> None:
        """Run a command as advised."""
        self.done.append(" ".join((step.command, *step.words)))
        if step.command == "reset":
            self.database = deepcopy(self.begun)
            if not step.option:  # the files too, those that were given
                self.files = list(RIGHT[: int(self.begun.version or 0)])
        else:
            self._try(lambda: alembic(self.files, self.database, step.command, *step.words))

    def mend(self) -> None:
        """Mend the first file that is wrong, as a finding would say."""
        wrong = self.wrong
        self.files[wrong : wrong + 1] = [RIGHT[wrong]]
        self.done.append(f"mend {wrong + 1}")

    @property
    def wrong(self) -> int:
        """The index of the first file that is not right; behind the last where all are."""
        pairs = zip(self.files, RIGHT, strict=False)
        right = [file == good for file, good in pairs]
        return right.index(False) if False in right else len(right)

    @property
    def has_passed(self) -> bool:
        """Whether the files are those of the task."""
        return tuple(self.files) == RIGHT

    def standing(self) -> Standing:
        """What the engine says."""
        copies = Copies(self.files, self.database)
        return standing(self._snapshot(), self._result(), copies, self._begin)

    @property
    def _begin(self) -> Begin:
        """How the exercise begins."""
        if self.begun.version:
            return Begin(revision=self.begun.version)
        return Begin(legacy="users") if self.begun.tables else Begin()

    def _snapshot(self) -> Snapshot:
        names = [str(number) for number in range(1, len(self.files) + 1)]
        revisions = tuple(
            Revision(f"migrations/versions/{name}.py", name, parents, "", name, empty=False)
            for name, parents in zip(names, [(), *((name,) for name in names)], strict=False)
        )
        state = self.database.state
        return Snapshot(
            revisions, versions=state.versions, schema=state.schema, database="app.db",
            exists=True, submission=Submission("here", {}, {}),
        )  # fmt: skip

    def _result(self) -> Result:
        if self.has_passed:
            return records.result("passed")
        file = f"migrations/versions/{self.wrong + 1}.py"
        finding = Finding(code="column-missing", message="It is so.", hint="Mend it.", file=file)
        return records.result("failed").model_copy(update={"findings": (finding,)})
