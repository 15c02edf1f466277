"""Whether an exercise can be run on a kind of database: not every lesson is one of every database."""

from stillroom.course.exercise import Exercise
from stillroom.databases.base import Backend
from stillroom.databases.registry import backends, default_backend
from stillroom.errors import StillroomError
from stillroom.util.text import clean, listed, nearest


def why_not_here(exercise: Exercise, backend: Backend | None = None) -> str | None:
    """Return why *exercise* cannot be run on *backend*, as a sentence, or None where it can.

    None stands for the default backend. Raises StillroomError for a database that nobody knows.
    """
    named = exercise.definition.databases
    if named is None:
        return None
    known = backends()
    for name in named:
        if name not in known:
            near = nearest(name, known)
            meant = f"did you mean {near!r}?" if near else f"known are {listed(known)}"
            raise StillroomError(
                f"{exercise.folder / 'exercise.toml'}: databases: "
                f"no kind of database is called {clean(name, 60)!r}; {meant}"
            )
    here = backend or default_backend()
    if here.name in named:
        return None
    titles = listed([known[name].title for name in named])
    return f"{exercise.id} is an exercise for {titles}, and cannot be run on {here.title}"


def need_to_run(exercise: Exercise, backend: Backend | None = None) -> None:
    """Raise StillroomError where *exercise* cannot be run on *backend*; None is the default one."""
    if reason := why_not_here(exercise, backend):
        raise StillroomError(f"{reason}; choose another exercise")
