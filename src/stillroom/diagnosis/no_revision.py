"""No revision where one is needed: none was written, it is gone, or Alembic does not look at it."""

from collections.abc import Iterator

from stillroom.diagnosis.context import MODELS, Context, Problem, finding
from stillroom.diagnosis.given import given_and_gone, gone_given_revisions
from stillroom.results.finding import Finding
from stillroom.schema.compare import compare
from stillroom.schema.model import Schema
from stillroom.submission.line_search import OfTable, Word
from stillroom.submission.revisions import RevisionFile
from stillroom.util.text import listed

_NEW_REVISION = "A model changes no database. Write a new revision for what is new in the model."


def no_revision(problem: Problem, context: Context) -> list[Finding]:
    """Return the finding for a history that ends before the exercise does."""
    declared = context.declared.schema if context.declared else Schema()
    if elsewhere := misplaced(context) or gone(context):
        return [elsewhere]
    if not context.revision_order:
        return [_nothing(declared, context)]
    if compare(problem.found.schema, declared) and declared.tables:
        return [not_built(problem.found.schema, declared, context)]
    state = context.states.words(problem.found.schema)
    message = f"After the newest revision the database is at {state}, and no revision leads on from there."
    hint = "Which command writes the next revision? The older ones stay as they are."
    place = context.function_line(context.newest, "upgrade")
    return [finding("revision-missing", message, hint, place)]


def _nothing(declared: Schema, context: Context) -> Finding:
    if not declared.tables:
        message = "There is no revision and no model yet: nothing has been done."
        first = context.exercise.steps[0]
        return finding("nothing-done", message, f"Begin with step {first.step}: {first.command}")
    tables = listed(list(declared.tables))
    message = f"{MODELS} declares {tables}, but migrations/versions/ holds no revision."
    hint = "A model changes no database. Write a revision, and let its upgrade() create the table."
    return finding("model-without-revision", message, hint, context.model_line(*declared.tables))


def gone(context: Context) -> Finding | None:
    """Return the finding for given revisions whose files are not there any more."""
    files = gone_given_revisions(context)
    return given_and_gone(files) if files else None


def misplaced(context: Context) -> Finding | None:
    """Return the finding for a revision in a file that Alembic does not look at."""
    revision_files = context.submission.revision_files
    for path in sorted(context.submission.files.keys() - revision_files.keys()):
        file = RevisionFile(context.source(path))
        if file.revision and "down_revision" in file.assigned:
            message = f"{path} is a revision, but Alembic does not look for revisions there."
            hint = "A revision is a file of its own, directly in migrations/versions/. Only __init__.py is not read."
            place = path, file.line_of("revision")
            return finding("revision-misplaced", message, hint, place)
    for path in context.submission.elsewhere:
        folder = path.rpartition("/")[0]
        if folder.endswith("versions"):
            message = f"{path} seems to be a revision, but Alembic does not look for revisions in {folder}/."
            hint = "Alembic and the grader read migrations/versions/. Move the file there. Where an alembic.ini names another folder, take it out."
            return finding("revision-misplaced", message, hint, (path, 1))
    return None


def not_built(built: Schema, declared: Schema, context: Context) -> Finding:
    """Return the finding for models that declare more than the revisions have *built*."""
    state = context.states.words(built)
    message = (
        f"{MODELS} declares {context.states.words(declared)}, but the newest revision leaves the database "
        f"at {state}: no revision builds the rest."
    )
    place = context.model_line(*_new_columns(built, declared))
    return finding("model-without-revision", message, _NEW_REVISION, place)


def _new_columns(built: Schema, declared: Schema) -> Iterator[Word]:
    """What is declared and not there: the tables, and then the columns of the others."""
    yield from (name for name in declared.tables if name not in built.tables)
    for name, table in declared.tables.items():
        known = built.tables[name].column_names if name in built.tables else table.column_names
        for column in table.column_names:
            if column not in known:
                yield from (OfTable(name, column), column)
