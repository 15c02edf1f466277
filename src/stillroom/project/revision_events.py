"""What the learner has done to the revision files between two snapshots."""

from collections.abc import Iterator

from stillroom.project.events import Event
from stillroom.project.snapshot import Revision, Snapshot


def revision_events(before: Snapshot, after: Snapshot) -> Iterator[Event]:
    """Yield what happened to the files of the revisions, and to the project as a whole."""
    if before.submission is not None and after.submission is None:
        yield Event("trouble", after.trouble or "The project cannot be read.")
        return
    if before.submission is None:
        if after.submission is not None and before != Snapshot():
            yield Event("mended", "The project can be read again.")
        return
    old = {revision.path: revision for revision in before.revisions}
    new = {revision.path: revision for revision in after.revisions}
    gone = [revision for path, revision in old.items() if path not in new]
    for path, revision in new.items():
        earlier = old.get(path) or _renamed(revision, gone)
        if earlier is None:
            yield _appeared(revision)
        elif earlier.digest != revision.digest:
            yield _edited(earlier, revision, after)
        elif earlier.path != path:
            text = f"{earlier.name} is called {revision.name} now."
            yield Event("edit", text, revision=revision.id)
    for revision in gone:
        yield Event("gone", f"{revision.name} is gone.", revision=revision.id)


def _renamed(revision: Revision, gone: list[Revision]) -> Revision | None:
    """The file that had the content of *revision* before; it is taken out of *gone*."""
    for earlier in gone:
        if earlier.digest == revision.digest:
            gone.remove(earlier)
            return earlier
    return None


def _appeared(revision: Revision) -> Event:
    message = revision.message
    command = f'alembic revision -m "{message}"' if message else "alembic revision"
    if revision.trouble:
        text = f"{revision.name} appeared and cannot be loaded: {revision.trouble}."
    elif revision.empty:
        text = f"A new revision: {revision.name}. Its upgrade() is empty."
    else:
        text = f"A new revision: {revision.name}. Its upgrade() is filled in."
    fills = not (revision.trouble or revision.empty)
    return Event("revision", text, command, revision=revision.id, fills=fills)


def _edited(before: Revision, after: Revision, snapshot: Snapshot) -> Event:
    if after.trouble:
        text = f"{after.name} was edited and cannot be loaded: {after.trouble}."
        return Event("trouble", text, "edit the revision", revision=after.id)
    if before.trouble:
        text = f"{after.name} was edited and can be loaded again."
    elif before.empty and not after.empty:
        text = f"{after.name} was edited: its upgrade() is filled in."
    elif after.empty:
        text = f"{after.name} was edited: its upgrade() is empty."
    else:
        text = f"{after.name} was edited."
    if after.id in snapshot.applied() and before.id == after.id:
        text += " It has been applied before: the database does not follow an edit."
    return Event("edit", text, "edit the revision", revision=after.id, fills=not after.empty)
