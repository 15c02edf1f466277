"""Whether the revisions and files that an exercise names are in its start, or in its solution."""

from collections.abc import Iterator

from stillroom.course.base import WRITTEN, base_files
from stillroom.course.exercise import VERSIONS, Exercise
from stillroom.course.starts import COMPUTED, Files, MissingSolution, matches
from stillroom.submission.revisions import NOT_A_LITERAL, History
from stillroom.util.text import meant

Broken = Iterator[tuple[str, str]]
"""Each key of exercise.toml that names something unknown, with a sentence on it."""


def broken_names(exercise: Exercise) -> Broken:
    """Yield what *exercise* names and is nowhere; nothing where its start is not at hand."""
    try:
        start = exercise.start
    except MissingSolution:
        return
    yield from _idle_patterns(exercise)
    begin = exercise.definition.begin
    given = _ids(start.files)
    if given is None:
        return
    named = [("begin.revision", begin.revision)] if begin.revision is not None else []
    if given:  # the fingerprints of what is frozen travel, and the starting files need not
        named += [(f"begin.frozen[{index}]", name) for index, name in enumerate(begin.frozen)]
    for key, name in named:
        if name not in given:
            yield key, f"the start has no revision {name!r}; {_meant(name, given)}"
    yield from _unknown_targets(exercise, start.files)


def _idle_patterns(exercise: Exercise) -> Broken:
    if not exercise.definition.begin.without or (exercise.folder / COMPUTED).is_dir():
        return
    try:
        before = [*base_files(), *WRITTEN, "app/main.py", *exercise.before.files]
    except (MissingSolution, OSError):  # whoever grades may have the folder no more
        return
    for index, pattern in enumerate(exercise.definition.begin.without):
        if not any(matches(path, (pattern,)) for path in before):
            yield (
                f"begin.without[{index}]",
                f"{pattern!r} matches no file of the exercise before, solved; take it away",
            )


def _unknown_targets(exercise: Exercise, start: Files) -> Broken:
    """Yield the revisions that steps name; where no solution is at hand, it may have made them."""
    solution = exercise.solution
    known = _ids(start | solution) if solution else None
    for index, step in enumerate(exercise.steps if known is not None else ()):
        for key, name in step.revisions:
            # Alembic takes the beginning of an id, too.
            if not any(each.startswith(name) for each in known or ()):
                sentence = f"neither the start nor the solution has a revision {name!r}"
                places = ["head", "none"] if key == "version" else []
                yield (
                    f"steps[{index}].{key}",
                    f"{sentence}; {_meant(name, [*(known or ()), *places])}",
                )


def _meant(name: str, ids: list[str] | tuple[()]) -> str:
    return meant(name, ids) if ids else "there is none"


def _ids(files: Files) -> list[str] | None:
    """Return the ids and labels of the revisions in *files*; None where one cannot be told."""
    history = History.of_files(
        {
            path: text
            for path, text in files.items()
            if path.startswith(VERSIONS) and path.endswith(".py")
        }
    )
    if any(file.tree is None or file.value_of("revision") is NOT_A_LITERAL for file in history):
        return None
    ids = [file.revision for file in history if file.revision is not None]
    labels = [label for file in history for label in file.ids_in("branch_labels")]
    return sorted({*ids, *labels})
