"""What submissions of a class have in common: the same files, or revisions with the same ids."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import suppress

from stillroom.cohort.store import Provenance
from stillroom.course.course import Course
from stillroom.course.exercise import VERSIONS, Exercise
from stillroom.course.starts import MissingSolution
from stillroom.results.summary import SharedRevision
from stillroom.submission.revisions import History
from stillroom.util.text import clean

MOST_REVISIONS = 50  # of one submission
LONGEST_REVISION = 60  # characters


def revisions(files: dict[str, bytes]) -> tuple[str, ...]:
    """Return the revision ids that a submission's revision *files* hold."""
    ids = (
        clean(file.revision, LONGEST_REVISION) for file in History.of_files(files) if file.revision
    )
    return tuple(dict.fromkeys(ids))[:MOST_REVISIONS]


def handed_out(course: Course) -> set[str]:
    """Return the revision ids that the course itself hands out: everybody may have them."""
    return {revision for exercise in course for revision in _given(exercise)}


def _given(exercise: Exercise) -> Iterator[str]:
    """Yield the revision ids of the files that *exercise* starts with, as far as they are here."""
    with suppress(MissingSolution):
        for path, content in exercise.start.files.items():
            if path.startswith(VERSIONS) and path.endswith(".py"):
                yield from revisions({path: content})


def begun_with(exercise: Exercise) -> set[str]:
    """Return the revision ids that everybody has who begins *exercise*."""
    return set(_given(exercise))


class SharedRevisions:
    """Notes who has which files and which revisions, as far as not everybody may have them."""

    def __init__(self, handed_out: AbstractSet[str], begun: AbstractSet[str]) -> None:
        """*handed_out* are the revision ids that everybody may have, *begun* those that everybody has."""
        self._holders: dict[str, list[str]] = defaultdict(list)
        self._digests: dict[str, str] = {}
        self._same: dict[str, list[str]] = defaultdict(list)
        self._handed_out, self._begun = handed_out, begun

    def add(self, name: str, kept: Provenance) -> None:
        """Note what is *kept* of the submission *name*."""
        if set(kept.revisions) - self._begun:
            self._same[kept.digest].append(name)
        for revision in set(kept.revisions) - self._handed_out:
            self._holders[revision].append(name)
            self._digests[name] = kept.digest

    def identical(self) -> tuple[tuple[str, ...], ...]:
        """Return the names of those that handed in the same files, in groups."""
        return _groups_in_order(self._same.values())

    def shared(self) -> list[SharedRevision]:
        """Return the ids that several have, grouped by who holds them, so that a copied history is told once."""
        groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for revision, names in self._holders.items():
            if len(names) > 1:
                groups[tuple(sorted(names))].append(revision)
        return [
            SharedRevision(
                revisions=tuple(sorted(ids)), submissions=names, identical=self._identical(names)
            )
            for names, ids in sorted(groups.items())
        ]

    def _identical(self, names: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
        same: dict[str, list[str]] = defaultdict(list)
        for name in names:
            same[self._digests[name]].append(name)
        return _groups_in_order(same.values())


def _groups_in_order(groups: Iterable[list[str]]) -> tuple[tuple[str, ...], ...]:
    """Return those of *groups* with more than one name; results arrive in any order."""
    return tuple(sorted(tuple(sorted(group)) for group in groups if len(group) > 1))
