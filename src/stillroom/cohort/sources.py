"""The submissions of a cohort: what lies in a folder, or the lines of a roster.

A submission is whatever may be handed in: a folder, a clone, a bare Git repository, an archive.
"""

import os
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from stillroom.cohort.class_list import joined
from stillroom.cohort.learner_names import as_seen, is_marked_late, learner, number_of, texts_beside
from stillroom.cohort.roster import listed_learners, roster_sources
from stillroom.cohort.source import Source
from stillroom.errors import StillroomError
from stillroom.sandbox.tempdir import TemporaryFolder
from stillroom.submission.archives import Unreadable, is_archive_name, unpack_class
from stillroom.submission.elsewhere import holds_project, is_passed_over
from stillroom.submission.handed_in import ANY, Wanted, hand_in
from stillroom.submission.intake import Submission
from stillroom.submission.no_project import NoProject, TooLate, moment_words
from stillroom.util.files import NO_FILE
from stillroom.util.text import as_people_sort, listed

MOST_NAMED = 10
"""Learners or entries that one remark names."""


@contextmanager
def unpacked(place: Path) -> Iterator[Path]:
    """Give *place*; or, where it is the archive of a class, a folder of what is in it, for the block.

    A class that lies in one folder of its archive, or in folders in it, is that folder. Raises StillroomError.
    """
    if not (place.is_file() and is_archive_name(place.name)):
        yield place
        return
    folder = TemporaryFolder()
    try:
        try:
            unpack_class(place, folder.path)
        except Unreadable as error:
            raise StillroomError(f"{place}: {error}") from error
        yield _without_wrapping(folder.path)
    finally:
        folder.close()


def _without_wrapping(folder: Path) -> Path:
    """Return the folder of a class in *folder*, which may hold it and nothing else."""
    chain = [folder]
    while (inside := _only_folder(chain[-1])) is not None:
        chain.append(inside)
    # Far down, one folder alone is the work of one learner.
    is_class = sum(map(_is_submission, chain[-1].iterdir())) > 1
    return chain[-1] if is_class else chain[min(1, len(chain) - 1)]


def _only_folder(folder: Path) -> Path | None:
    inside = list(folder.iterdir())
    is_wrapping = len(inside) == 1 and inside[0].is_dir() and not holds_project(inside[0])
    return inside[0] if is_wrapping else None


def gather(
    place: Path, results: Path, wanted: Wanted = ANY, class_list: Path | None = None
) -> list[Source]:
    """Return the submissions of *place*, a folder or a roster, in a stable order.

    Those of a folder get the names and all else that a *class_list* says. The folder of the *results* is
    not one of them; no two have the same name. Raises StillroomError for a place without submissions
    and for a roster or a list that cannot be used.
    """
    if place.is_dir():
        found = list(_folders(place, results, wanted))
        if class_list is not None:
            found = joined(list(listed_learners(class_list, place, wanted)), found, class_list)
    elif class_list is not None:
        raise StillroomError(
            f"{place}: with --roster, give the folder or the archive of what was handed in"
        )
    elif place.exists():
        found = list(roster_sources(place, wanted))
        found = [
            replace(source, path=None, trouble=f"it names the folder of the results, {results}")
            if source.path and _is_inside(results, source.path) else source
            for source in found
        ]  # fmt: skip
    else:
        raise StillroomError(
            f"{place}: no such folder or roster; give the folder that holds the submissions"
        )
    if not found:
        raise StillroomError(
            f"{place}: no submissions here; each is a folder or an archive with a project"
        )
    inside = next(
        (source for source in found if source.path and _is_inside(results, source.path)), None
    )
    if inside:
        raise StillroomError(
            f"{results}: lies inside the submission {inside.path}; keep results outside of it"
        )
    return list(_with_own_names(found))


def _with_own_names(sources: list[Source]) -> Iterator[Source]:
    """Yield the sources, each with a name that no other one has, also not to the eye."""
    count = Counter(as_seen(source.name) for source in sources)
    taken = {as_seen(source.name) for source in sources if count[as_seen(source.name)] == 1}
    for source in sources:
        name = source.name
        if count[as_seen(name)] > 1:
            number = 1
            if own := source.about.get("id") or source.about.get("email"):
                name = f"{source.name} ({own})"
            while as_seen(name) in taken:
                number += 1
                name = f"{source.name} ({number})"
            taken.add(as_seen(name))
        yield replace(source, name=name)


def remarks(sources: list[Source], now: datetime) -> list[str]:
    """Return what a teacher should know of the *sources*, as sentences; *now* has the time zone."""
    return [
        *(source.remark for source in sources if source.remark),
        *_unlisted(sources),
        *_deadlines_to_come(sources, now),
        *_marked_late(sources),
        *_named_twice(sources),
        *_handed_in_twice(sources),
    ]


def _unlisted(sources: list[Source]) -> Iterator[str]:
    names = [source.name for source in sources if not source.is_listed]
    if names:
        yield (
            f"Not found in the class list: {listed(names, most=MOST_NAMED)}. Graded all the same; a column 'submission' in the "
            "list can say whose it is."
        )


def _deadlines_to_come(sources: list[Source], now: datetime) -> Iterator[str]:
    ahead: dict[datetime, list[str]] = defaultdict(list)
    for source in sources:
        if (before := source.wanted.before) and before > now:
            ahead[before].append(source.name)
    for before, names in sorted(ahead.items()):
        yield (
            f"{listed(names, most=MOST_NAMED)}: the deadline, {before:%Y-%m-%d %H:%M}, has not come: "
            "what is there now was graded."
        )


def _marked_late(sources: list[Source]) -> Iterator[str]:
    names = [
        source.name
        for source in sources
        if source.path and source.is_entry and is_marked_late(source.path.name)
    ]
    if names:
        yield (
            f"{listed(names, most=MOST_NAMED)}: handed in late, as the names of the files say, and graded all the same. The "
            "action late of adjust.csv takes points off."
        )


def _named_twice(sources: list[Source]) -> Iterator[str]:
    """Where a roster names one submission for several; a missing one is told for each."""
    holders: dict[tuple[Path, Wanted], list[Source]] = defaultdict(list)
    for source in sources:
        if source.path and not source.trouble and os.path.exists(source.path):
            holders[source.path.resolve(), source.wanted].append(source)
    for (path, _), group in holders.items():
        if len(group) > 1:
            names = listed([source.name for source in group], most=MOST_NAMED)
            yield (
                f"One submission is named {len(group)} times, {path.name}: by {names}. "
                "Each of them has its result."
            )


def _handed_in_twice(sources: list[Source]) -> Iterator[str]:
    """Where entries of a folder seem to be those of one learner, by their names."""
    entries: dict[tuple[str, str], list[Path]] = defaultdict(list)
    for source in sources:
        if source.path and source.is_entry:
            entry = source.path.name
            entries[as_seen(learner(entry)).casefold(), number_of(entry)].append(source.path)
    for paths in entries.values():
        if len(paths) > 1:
            names = listed([path.name for path in paths], most=MOST_NAMED)
            yield (
                f"{learner(paths[0].name)} seems to have handed in {len(paths)} times: {names}. "
                "Each is graded."
            )


def take(source: Source) -> Submission:
    """Read the submission of *source*; one that holds no project is a submission without files.

    Raises StillroomError for what cannot be read.
    """
    try:
        if source.trouble:
            raise Unreadable(source.trouble)
        if source.path is None:
            raise NoProject(source.absent or "the roster names no folder")
        return hand_in(source.path, source.name, source.wanted)
    except TooLate as reason:
        return Submission(
            source.name, {}, {}, missing=str(reason),
            too_late=reason.commits, deadline=moment_words(reason.before),
        )  # fmt: skip
    except NoProject as reason:
        return Submission(source.name, {}, {}, missing=str(reason))


def passed_over(place: Path, results: Path, sources: list[Source]) -> dict[str, str]:
    """Return what else is in the folder *place*, with the reason why it is no submission."""
    if not place.is_dir():
        return {}
    taken = {source.path for source in sources}
    own = _own_folders(results)
    texts = texts_beside(path.name for path in place.iterdir())
    return {
        path.name: (
            "it holds the results" if path.resolve() in own
            else "the text beside the files of this learner" if path.name in texts
            else "its name begins with a dot" if path.name.startswith(".")
            else "its name is that of a cache or an environment" if path.is_dir()
            else f"{'a file' if path.is_file() else NO_FILE}, neither a folder nor an archive"
        )
        for path in sorted(place.iterdir())
        if path not in taken
    }  # fmt: skip


def _own_folders(results: Path) -> set[Path]:
    return {results.resolve(), (results / "results").resolve()}


def _folders(place: Path, results: Path, wanted: Wanted) -> Iterator[Source]:
    if holds_project(place):
        raise StillroomError(
            f"{place}: this is one project; give the folder that holds the projects, "
            "or use stillroom grade"
        )
    try:
        entries = sorted(place.iterdir(), key=lambda path: (as_people_sort(path.name), path.name))
    except OSError as error:
        raise StillroomError(f"{place}: cannot be read: {error.strerror}") from error
    own = _own_folders(results)
    texts = texts_beside(path.name for path in entries)
    paths = [
        path
        for path in entries
        if _is_submission(path) and path.name not in texts and path.resolve() not in own
    ]
    derived = Counter(as_seen(learner(path.name)) for path in paths)
    for path in paths:
        name = learner(path.name)
        shown = name if derived[as_seen(name)] == 1 else path.name
        yield Source(shown, path, wanted=wanted, is_entry=True)


def _is_submission(path: Path) -> bool:
    """Tell whether *path* was handed in: a folder, an archive, or a link that leads nowhere."""
    if is_passed_over(path.name):
        return False
    return path.is_dir() or is_archive_name(path.name) or not path.exists()


def _is_inside(results: Path, submission: Path) -> bool:
    try:
        return submission.is_dir() and results.resolve().is_relative_to(submission.resolve())
    except (OSError, ValueError):  # a name that no file system takes
        return False
