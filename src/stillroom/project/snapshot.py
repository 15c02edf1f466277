"""The state of a learner's project at one moment: its revisions, models, database and schema."""

import ast
import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path, PurePosixPath

from stillroom.databases.base import Handover, Sample
from stillroom.databases.expected import States
from stillroom.errors import StillroomError
from stillroom.project.database import followed_database
from stillroom.sandbox.tempdir import TemporaryFolder
from stillroom.schema.model import Schema
from stillroom.submission.intake import Submission, take_in
from stillroom.submission.revisions import RevisionFile
from stillroom.submission.source_tree import Sources
from stillroom.util.files import digest
from stillroom.util.text import clean


@dataclass(frozen=True)
class Revision:
    """A file of ``migrations/versions/``, read and never run."""

    path: str
    id: str | None
    down: tuple[str, ...]
    message: str
    digest: str
    empty: bool
    """Whether its ``upgrade()`` does nothing."""
    trouble: str | None = None
    """Why Alembic cannot load it, as half a sentence with the line."""

    @property
    def name(self) -> str:
        """The name of its file."""
        return PurePosixPath(self.path).name


@dataclass(frozen=True)
class Snapshot:
    """A project and its database at one moment."""

    revisions: tuple[Revision, ...] = ()
    models: str = ""
    """A fingerprint of the files of ``app/``."""
    versions: tuple[str, ...] = ()
    schema: Schema | None = None
    database: str = ""
    """Where the database is, or why it cannot be read."""
    trouble: str | None = None
    """Why the project or the database cannot be read, as one sentence."""
    busy: bool = False
    """Whether a command was at work on the database, which was not read then."""
    exists: bool = False
    """Whether there is a database yet."""
    samples: Mapping[str, Sample] = field(default_factory=dict)
    """Some rows of each table of the database."""
    submission: Submission | None = field(default=None, repr=False, compare=False)
    held: Handover = field(default_factory=dict, repr=False, compare=False)
    """All that the database holds, to work on a copy."""

    @cached_property
    def chain(self) -> tuple[Revision, ...]:
        """The revisions in the order in which an upgrade runs them, as far as there is one."""
        known = {revision.id: revision for revision in self.revisions if revision.id}
        sorter = TopologicalSorter(
            {
                id_: [parent for parent in revision.down if parent in known]
                for id_, revision in known.items()
            }
        )
        with suppress(CycleError):  # what stands before the circle is still given
            sorter.prepare()
        order: list[Revision] = []
        while ready := sorter.get_ready():
            order += sorted((known[id_] for id_ in ready), key=lambda revision: revision.path)
            sorter.done(*ready)
        return tuple(order)

    @property
    def heads(self) -> tuple[str, ...]:
        """The revisions that no other one follows."""
        parents = {parent for revision in self.revisions for parent in revision.down}
        return tuple(
            revision.id for revision in self.chain if revision.id and revision.id not in parents
        )

    @property
    def unknown(self) -> tuple[str, ...]:
        """The versions of the database that no revision has."""
        known = {revision.id for revision in self.revisions}
        return tuple(version for version in self.versions if version not in known)

    @property
    def is_partly_read(self) -> bool:
        """Tell whether there is a file whose revision nobody can say now."""
        return any(revision.id is None for revision in self.revisions)

    def applied(self) -> set[str]:
        """Return the ids of the revisions that the database has passed."""
        known = {revision.id: revision for revision in self.revisions}
        applied: set[str] = set()
        waiting = list(self.versions)
        while waiting:
            revision = known.get(waiting.pop())
            if revision is not None and revision.id and revision.id not in applied:
                applied.add(revision.id)
                waiting += revision.down
        return applied


def state_words(snapshot: Snapshot, states: States) -> str:
    """Return the state of the database in words."""
    return "unknown" if snapshot.schema is None else clean(states.words(snapshot.schema), 300)


def look(project: Path, private: Path | None = None) -> Snapshot:
    """Look at *project* and at a copy of its database, which is made in the folder *private*.

    Nothing is written to the project, locked or run. What cannot be read is said in ``trouble``.
    """
    if private is None:
        scratch = TemporaryFolder()
        try:
            return look(project, scratch.path)
        finally:
            scratch.close()
    try:
        submission = take_in(project)
    except (StillroomError, OSError) as error:
        return Snapshot(database="", trouble=f"{clean(str(error), 300)}.")
    database = followed_database(project)
    reading = database.read(private)
    return Snapshot(
        revisions=revisions(submission.revision_files),
        models=_digest(submission, "app/"),
        versions=reading.versions,
        schema=reading.schema,
        database=reading.trouble or _shown(database.path, project),
        trouble=reading.trouble,
        busy=reading.busy,
        exists=reading.exists,
        samples=reading.samples,
        submission=submission,
        held=reading.held,
    )


def revisions(files: Mapping[str, bytes]) -> tuple[Revision, ...]:
    """Read revision files: path to content."""
    return tuple(_revision(RevisionFile(file)) for file in Sources(files).values())


def _revision(file: RevisionFile) -> Revision:
    written = (ast.get_docstring(file.tree) or "").strip() if file.tree else ""
    first = written.splitlines()[:1]
    return Revision(
        path=clean(file.path, 200),
        id=clean(file.revision, 60) if file.revision else None,
        down=tuple(clean(parent, 60) for parent in file.parents),
        message=clean(first[0], 100).rstrip(".") if first else "",
        digest=hashlib.sha256(file.file.content).hexdigest(),
        empty=file.is_empty("upgrade"),
        trouble=_trouble(file),
    )


def _trouble(file: RevisionFile) -> str | None:
    if file.file.limit:
        return None  # the grader does not look into it, and Python may well load it
    if file.tree is None:
        return clean(file.file.trouble, 110)
    if not file.revision:
        return "it has no revision id"
    return None if file.function("upgrade") else "it has no function upgrade()"


def _digest(submission: Submission, below: str) -> str:
    return digest(
        {path: content for path, content in submission.files.items() if path.startswith(below)}
    )


def _shown(path: Path | None, project: Path) -> str:
    if path is None:
        return ""
    try:
        return clean(path.relative_to(project.absolute()).as_posix(), 200)
    except ValueError:
        return clean(str(path), 200)
