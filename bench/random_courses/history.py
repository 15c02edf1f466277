"""Right histories of a random course: its changes on several roads, in one revision a state or in several."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from bench.random_courses.draw import Drawn
from bench.random_courses.parts import Change, CreateTable
from bench.random_courses.write import Code, code, models, revision_text

FOLDER = "migrations/versions"


@dataclass(frozen=True)
class Revision:
    """One revision; ``codes`` has the lines of each of its changes."""

    id: str
    parents: tuple[str, ...]
    stage: int
    """The number of the state that it leads to, or towards."""
    changes: tuple[Change, ...]
    codes: tuple[Code, ...]
    after: Code = field(default_factory=lambda: Code((), ()))
    """Lines behind those of the changes."""

    @property
    def path(self) -> str:
        """The path of its file."""
        return f"{FOLDER}/{self.id}_.py"

    @property
    def up(self) -> list[str]:
        """The lines of upgrade()."""
        return [line for code in self.codes for line in code.up] + [*self.after.up]

    @property
    def down(self) -> list[str]:
        """The lines of downgrade()."""
        return [*self.after.down] + [line for code in reversed(self.codes) for line in code.down]

    @property
    def text(self) -> str:
        """The whole file."""
        return revision_text(self.id, self.parents, self.up, self.down)


@dataclass(frozen=True)
class Answer:
    """An answer to a random course."""

    revisions: tuple[Revision, ...]
    models: str

    @property
    def files(self) -> dict[str, bytes]:
        """The files of the submission."""
        versions = {revision.path: revision.text.encode() for revision in self.revisions}
        return {"app/models.py": self.models.encode(), **versions}

    def with_revision(self, revision: Revision) -> "Answer":
        """Return the answer with another revision of the same id."""
        revisions = tuple(revision if old.id == revision.id else old for old in self.revisions)
        return replace(self, revisions=revisions)


def right_answer(drawn: Drawn, chance: random.Random) -> Answer:
    """Return a right answer, on roads that *chance* takes."""
    revisions: list[Revision] = []
    for stage, changes in enumerate(drawn.steps, 1):
        for part, parents in _parts(changes, chance, revisions):
            id_ = f"{len(revisions) + 1:02}{chance.randrange(16**6):06x}"
            road = chance.choice(("op", "batch", "raw"))
            codes = tuple(code(change, road) for change in part)
            follows = tuple(parents) if parents is not None else _last(revisions)
            revisions.append(Revision(id_, follows, stage, tuple(part), codes))
    return Answer(tuple(revisions), models(drawn.states[-1]))


def _last(revisions: Sequence[Revision]) -> tuple[str, ...]:
    return (revisions[-1].id,) if revisions else ()


def _parts(
    changes: Sequence[Change], chance: random.Random, revisions: list[Revision]
) -> Iterator[tuple[Sequence[Change], Sequence[str] | None]]:
    """The changes of each revision of one step, and what it follows where that is not the last one."""
    way = chance.choice(("one", "one", "split", "merged")) if len(changes) > 1 else "one"
    if way == "one":
        yield changes, None
        return
    middle = chance.randrange(1, len(changes))
    base = _last(revisions)
    yield changes[:middle], None
    if way == "split" or not base or _refer(changes):
        yield changes[middle:], None
        return
    left = revisions[-1].id
    yield changes[middle:], base
    yield [], [left, revisions[-1].id]


def _refer(changes: Sequence[Change]) -> bool:
    """Tell whether a change refers to a table that another one makes: no branches are made of them."""
    made = {change.table for change in changes if isinstance(change, CreateTable)}
    return any(
        constraint.says in made
        for change in changes
        if isinstance(change, CreateTable)
        for constraint in change.made.constraints
    )
