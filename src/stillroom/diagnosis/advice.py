"""Advice: what may break later or is worth knowing, and costs nothing."""

import ast
import re

from stillroom.course.base import ENVIRONMENT, base_files
from stillroom.diagnosis.context import Context, finding
from stillroom.diagnosis.database_url import fixed_url
from stillroom.diagnosis.deadline import commits_too_late
from stillroom.diagnosis.names_apart import names_apart
from stillroom.diagnosis.practices import sightings
from stillroom.results.finding import Finding
from stillroom.submission.intake import MOST_NAMED
from stillroom.submission.source_tree import DEEPEST, LARGEST_TOTAL, SourceFile
from stillroom.util.text import clean, counted, file_text

_DATABASE = "app/database.py"
_STOCK = re.compile(r"([\w.]+\.)?(engine_from_config\(|get_main_option\('sqlalchemy\.url')")
# What tells that the URL of the configuration is replaced, or not asked for.
_GIVEN = re.compile(r"DATABASE_URL|set_main_option", re.IGNORECASE)
_OWN = "Grading used the course's own."


def advise(context: Context, *, passed: bool) -> list[Finding]:
    """Return the advice on a submission; what may break later is said when all is right today."""
    advice = [
        *_environment(context),
        *_fixed_url(context),
        *_left_out(context),
        *_far_down(context),
        *commits_too_late(context.submission),
        *([] if passed else _on_another_branch(context)),
        *_too_deep(context),
        *_too_large(context),
    ]
    return [*advice, *names_apart(context), *_practices(context)] if passed else advice


def _environment(context: Context) -> list[Finding]:
    environment = context.submission.environment
    if environment is None or file_text(environment) == file_text(base_files()[ENVIRONMENT]):
        return []
    file = context.source(ENVIRONMENT)
    if line := _fixed(file) or _url_of_the_configuration(file):
        code = "environment-ignores-url"
        message = f"{ENVIRONMENT} takes the database from somewhere else than DATABASE_URL. {_OWN}"
        hint = "The application and Alembic must use the same database: the one that DATABASE_URL names."
    elif line := _no_metadata(file):
        code = "environment-without-models"
        message = f"{ENVIRONMENT} sets target_metadata to None, so Alembic does not see the models. {_OWN}"
        hint = "Autogenerate and alembic check compare with Base.metadata. Without it they see nothing."
    else:
        code, line = "environment-changed", 1
        message = f"{ENVIRONMENT} is not the one of the course. {_OWN}"
        hint = "If Alembic behaves differently on this machine than here, look at that file first."
    return [finding(code, message, hint, (ENVIRONMENT, line), advice=True)]


def _fixed(file: SourceFile) -> int | None:
    """The line of a database URL that is written down."""
    fixed = fixed_url(file)
    return fixed[0] if fixed else None


def _url_of_the_configuration(file: SourceFile) -> int | None:
    """Alembic's stock environment asks its configuration file for the URL."""
    if file.tree is None or _GIVEN.search(file.work.text_of(file.tree)):
        return None
    calls = [node for node in file.walk() if isinstance(node, ast.Call)]
    lines = [call.lineno for call in calls if _STOCK.match(file.work.text_of(call))]
    return min(lines, default=None)


def _no_metadata(file: SourceFile) -> int | None:
    for node in file.walk():
        match node:
            case (
                ast.Assign(targets=[ast.Name(id="target_metadata")], value=ast.Constant(value=None))
                | ast.keyword(arg="target_metadata", value=ast.Constant(value=None))
            ):
                return node.lineno
    return None


def _left_out(context: Context) -> list[Finding]:
    hint = "Only ordinary files of a sane size are graded."
    return [
        finding("file-left-out", f"{path} was not taken: {reason}.", hint, (path, 1), advice=True)
        for path, reason in context.submission.left_out.items()
    ]


def _far_down(context: Context) -> list[Finding]:
    """Where the project was found, if that is far down."""
    if not (place := context.submission.found_in):
        return []
    deep = place.count("/") + 1
    message = f"The project lies {deep} folders deep, in {clean(place, 100)}/. It was graded there."
    hint = "Hand in the folder that holds pyproject.toml, or an archive of it."
    return [finding("project-far-down", message, hint, advice=True)]


def _on_another_branch(context: Context) -> list[Finding]:
    """The branch of this exercise, where work is committed to it and something else was graded."""
    exercise = context.exercise.id
    for branch in context.submission.branches_beside:
        if branch.rpartition("/")[2] == exercise:
            message = (
                f"The branch {branch} has commits that were not graded: HEAD is somewhere else."
            )
            hint = f"To grade what is there, add --branch {branch}, or name it in the column branch of a roster."
            return [finding("work-on-another-branch", message, hint, advice=True)]
    return []


def _fixed_url(context: Context) -> list[Finding]:
    """The application's own database, where it is written into the code."""
    line = _fixed(context.source(_DATABASE))
    if line is None:
        return []
    message = (
        f"{_DATABASE} names a fixed database, so the application does not follow DATABASE_URL."
    )
    hint = "Take the URL from the settings. Alembic and the application then use the same database."
    return [finding("database-url-fixed", message, hint, (_DATABASE, line), advice=True)]


def _too_deep(context: Context) -> list[Finding]:
    """The files that the grader does not search, because they are nested too deeply."""
    hint = "Write a long text or a long sum in several statements."
    message = f"is nested more than {DEEPEST} levels deep, so no line of it is named here."
    deep = [file.path for file in context.submission.sources.values() if file.limit == "deep"]
    return [
        finding("source-too-deep", f"{path} {message}", hint, (path, None), advice=True)
        for path in deep[:MOST_NAMED]
    ]


def _too_large(context: Context) -> list[Finding]:
    """The files that the grader does not search, because there is too much in all of them."""
    large = [file.path for file in context.submission.sources.values() if file.limit == "large"]
    if not large:
        return []
    more = f" and {counted(len(large) - 1, 'more file')}" if len(large) > 1 else ""
    message = (
        f"{large[0]}{more} cannot be searched: the Python files together are too large. "
        f"No line of {'it' if len(large) == 1 else 'them'} is named here."
    )
    hint = f"A project of this kind needs far less than {LARGEST_TOTAL} bytes. Take out what it does not need."
    return [finding("source-too-large", message, hint, (large[0], None), advice=True)]


def _practices(context: Context) -> list[Finding]:
    hints = context.states.backend.hints
    seen = [sighted[0] for file in context.history if (sighted := sightings(file, hints))]
    return [sighting.finding(advice=True) for sighting in seen]
