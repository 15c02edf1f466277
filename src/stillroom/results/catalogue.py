"""Every code of a finding, once: the section of docs/findings.md that it stands in, and its meaning.

A finding with another code cannot be made (see ``results/finding.py``). The tables of
docs/findings.md are written from here by ``stillroom course --write``.
"""

from dataclasses import dataclass

NOTHING_YET = "Nothing there yet"
HISTORY = "The history"
LEFT_ALONE = "What a revision should leave alone"
CODE = "The code does not run"
DATABASE = "The database refuses"
SCHEMA = "The schema is different"
DOWNGRADE = "The way back"
ROWS = "The rows"
MODELS = "The models"
LIMITS = "Limits and damage"
ADVICE = "Advice"
FAULTS = "Faults of the grader"
SECTIONS = (
    NOTHING_YET, HISTORY, LEFT_ALONE, CODE, DATABASE, SCHEMA,
    DOWNGRADE, ROWS, MODELS, LIMITS, ADVICE, FAULTS,
)  # fmt: skip
"""The headings of docs/findings.md that have a table, in its order."""


@dataclass(frozen=True)
class Code:
    """One kind of finding: its stable name, its section, and its meaning as Markdown."""

    name: str
    section: str
    meaning: str


CODES = (
    Code("no-project", NOTHING_YET, "There is no project to grade: the folder does not hold one, or cannot be read."),
    Code("handed-in-too-late", NOTHING_YET, "All commits with work on the exercise are after the deadline. Up to it, nothing was handed in."),
    Code("exercise-not-begun", NOTHING_YET, "The project satisfies the exercise already, but its start was never laid, so nothing was done for it. Only `check`, `watch` and the page say so; `stillroom grade` looks at the project as it is."),
    Code("exercise-passed-before", NOTHING_YET, "The exercise has passed in this project, which is at another exercise now: nothing is to be mended. Only `check` says so."),
    Code("nothing-done", NOTHING_YET, "There is no revision and no model yet."),
    Code("model-without-revision", NOTHING_YET, "The models declare something that no revision builds. A model changes no database."),
    Code("revision-missing", NOTHING_YET, "The history ends too early: no revision leads on from the state that was reached."),
    Code("revision-misplaced", NOTHING_YET, "A revision stands in a file that Alembic does not look at."),
    Code("upgrade-empty", NOTHING_YET, "The `upgrade()` of a revision is empty, so what it should make is not there."),
    Code("upgrade-does-nothing", NOTHING_YET, "`upgrade()` has code, but it changes nothing."),
    Code("table-temporary", NOTHING_YET, "A revision creates a temporary table, which is gone when Alembic is done."),
    Code("applied-revision-edited", HISTORY, "A milestone is never met, or one step back undoes more than one step: a revision that was applied got edited, or two revisions were made one."),
    Code("two-heads", HISTORY, "The history has more than one head. `upgrade head` needs exactly one."),
    Code("unknown-parent", HISTORY, "A revision follows or depends on one that does not exist."),
    Code("revision-id-invalid", HISTORY, "A revision id is not a text, is computed, has characters that Alembic refuses, or is a word that Alembic keeps for itself."),
    Code("cycle", HISTORY, "The revisions follow each other in a circle."),
    Code("duplicate-revision", HISTORY, "The same revision id stands in two files."),
    Code("revision-id-missing", HISTORY, "A file in `migrations/versions/` has no variable `revision`."),
    Code("version-not-recorded", HISTORY, "Alembic's own record did not move: a revision changed `alembic_version`, stamped or committed on its own."),
    Code("version-differs", HISTORY, "`alembic_version` does not hold what it should hold after the command."),
    Code("frozen-revision-edited", HISTORY, "A given revision that must stay as it is was edited or taken away. Its layout and its comments are free."),
    Code("own-connection", LEFT_ALONE, "A revision opens a connection of its own, beside the one that Alembic gives it."),
    Code("create-all-in-revision", LEFT_ALONE, "A revision calls `create_all()`, which creates what the models declare on that day."),
    Code("drop-all-in-revision", LEFT_ALONE, "A revision calls `drop_all()`, which drops every table of the models."),
    Code("alembic-in-revision", LEFT_ALONE, "A revision calls an Alembic command while Alembic runs it."),
    Code("transaction-in-revision", LEFT_ALONE, "A revision commits or rolls back by itself."),
    Code("models-in-revision", LEFT_ALONE, "A revision imports the models, so it changes when they change."),
    Code("syntax-error", CODE, "Python cannot read the file."),
    Code("encoding-error", CODE, "The file is not UTF-8 text."),
    Code("missing-import", CODE, "`op`, `sa` or another usual name is used but not imported."),
    Code("name-error", CODE, "A name is not defined: it is misspelt, or its import is missing."),
    Code("import-error", CODE, "An import names a module, or a name in a module, that does not exist or that grading does not have."),
    Code("circular-import", CODE, "Two modules import each other."),
    Code("models-missing", CODE, "`app/models.py` is not there."),
    Code("base-missing", CODE, "`app/database.py` has no `Base`."),
    Code("unknown-attribute", CODE, "Alembic or SQLAlchemy has nothing of that name."),
    Code("function-missing", CODE, "The revision has no `upgrade()` or no `downgrade()`."),
    Code("proxy-outside", CODE, "An operation was called while the file was being read, outside `upgrade()` and `downgrade()`."),
    Code("not-allowed", CODE, "The code wants something that grading does not have: another file, another program, the network, an answer at the keyboard."),
    Code("setting-missing", CODE, "A setting of the application has no value: it comes from an environment variable or a file that grading does not have."),
    Code("batch-without-with", CODE, "`op.batch_alter_table()` is used without a `with` statement."),
    Code("create-all-in-models", CODE, "`app/models.py`, or another file that is loaded, calls `create_all()` or makes tables otherwise when it is loaded, so they are there before any revision runs."),
    Code("not-executable", CODE, "A plain string was executed. SQL belongs into `sa.text()`."),
    Code("recursion", CODE, "A function calls itself without an end."),
    Code("down-revision-missing", CODE, "A revision has no variable `down_revision`."),
    Code("unknown-argument", CODE, "A function or a column got an argument that it does not have."),
    Code("wrong-arguments", CODE, "A function got too many or too few arguments."),
    Code("code-error", CODE, "Another error of the code, in its own words."),
    Code("table-exists", DATABASE, "The table is there already when the revision creates it."),
    Code("index-exists", DATABASE, "The index is there already when the revision creates it."),
    Code("column-exists", DATABASE, "The table has a column of that name already."),
    Code("type-unknown", DATABASE, "A column has a type that the database does not have, or none at all."),
    Code("schema-unknown", DATABASE, "The database has no schema of that name."),
    Code("no-such-table", DATABASE, "The database has no such table at this point."),
    Code("no-such-column", DATABASE, "The database has no such column at this point."),
    Code("index-missing-in-database", DATABASE, "The database has no such index at this point."),
    Code("column-unknown-in-batch", DATABASE, "The table that is being changed in batch mode has no such column."),
    Code("column-in-use", DATABASE, "An index, a view or a trigger still uses the column, or the table."),
    Code("constraint-needs-name", DATABASE, "A constraint has no name, and needs one here."),
    Code("constraint-not-found", DATABASE, "The table has no constraint of that name."),
    Code("not-null-without-default", DATABASE, "A NOT NULL column without a default cannot be added to a table that has rows."),
    Code("not-null-rows", DATABASE, "A row has no value for a column that is NOT NULL."),
    Code("rows-break-constraint", DATABASE, "The rows that are there do not fit a new constraint."),
    Code("batch-needed", DATABASE, "The database cannot make this change in place. Batch mode copies the table."),
    Code("bind-parameter", DATABASE, "A colon in the SQL is read as a parameter that has no value."),
    Code("several-statements", DATABASE, "One execute holds several SQL statements."),
    Code("sql-syntax", DATABASE, "The database does not understand the SQL."),
    Code("database-locked", DATABASE, "The revision opened a second connection, which waits for the first one."),
    Code("database-error", DATABASE, "The database refused a statement for another reason."),
    Code("table-missing", SCHEMA, "A table is missing."),
    Code("table-extra", SCHEMA, "There is a table that the task does not ask for."),
    Code("table-misspelt", SCHEMA, "A table has almost the right name, or another name and the right columns."),
    Code("create-table-as", SCHEMA, "A table was made by `CREATE TABLE ... AS`, which copies names and values, and no keys and types."),
    Code("table-options", SCHEMA, "STRICT, WITHOUT ROWID or a virtual table differ."),
    Code("column-missing", SCHEMA, "A column is missing."),
    Code("column-extra", SCHEMA, "There is a column that the task does not ask for."),
    Code("column-misspelt", SCHEMA, "A column has almost the right name, or another name and the right declaration."),
    Code("column-named-by-length", SCHEMA, "A column is called like the length of its type: a text was given where a type belongs."),
    Code("column-renamed", SCHEMA, "A column is missing, and another one has its declaration."),
    Code("column-in-other-table", SCHEMA, "A column is missing, and a table of its own has it."),
    Code("column-type", SCHEMA, "The type or its length differs."),
    Code("column-nullable", SCHEMA, "NULL is allowed where it should not be, or the other way round."),
    Code("column-default", SCHEMA, "The server default differs."),
    Code("column-collation", SCHEMA, "The collation differs."),
    Code("column-generated", SCHEMA, "The computed value of a generated column differs."),
    Code("column-conflict", SCHEMA, "ON CONFLICT of a NOT NULL differs."),
    Code("column-order", SCHEMA, "The order of the columns differs (only where the exercise asks for it)."),
    Code("primary-key", SCHEMA, "The columns of the primary key differ."),
    Code("primary-key-autoincrement", SCHEMA, "AUTOINCREMENT is there and should not be, or the other way round."),
    Code("primary-key-kind", SCHEMA, "The key has the right columns, but another collation, direction or ON CONFLICT, or it should be the number of the row itself, or should not be."),
    Code("unique-missing", SCHEMA, "A unique constraint is missing."),
    Code("unique-extra", SCHEMA, "There is a unique constraint that the task does not ask for."),
    Code("unique-differs", SCHEMA, "A unique constraint over these columns is different."),
    Code("index-missing", SCHEMA, "An index is missing."),
    Code("index-extra", SCHEMA, "There is an index that the task does not ask for."),
    Code("index-differs", SCHEMA, "An index over these columns is different: direction, collation, unique, or WHERE."),
    Code("foreign-key-missing", SCHEMA, "A foreign key is missing."),
    Code("foreign-key-extra", SCHEMA, "There is a foreign key that the task does not ask for."),
    Code("foreign-key-differs", SCHEMA, "A foreign key has another target or other actions."),
    Code("check-missing", SCHEMA, "A check constraint is missing."),
    Code("check-extra", SCHEMA, "There is a check constraint that the task does not ask for."),
    Code("check-differs", SCHEMA, "A check constraint has another expression."),
    Code("constraint-name", SCHEMA, "A constraint is right but for its name or its place (only where the exercise asks for it)."),
    Code("view-missing", SCHEMA, "A view is missing."),
    Code("view-extra", SCHEMA, "There is a view that the task does not ask for."),
    Code("view-differs", SCHEMA, "A view is different."),
    Code("view-for-table", SCHEMA, "There is a view where a table was expected. A view keeps no rows of its own."),
    Code("trigger-missing", SCHEMA, "A trigger is missing."),
    Code("trigger-extra", SCHEMA, "There is a trigger that the task does not ask for."),
    Code("trigger-differs", SCHEMA, "A trigger is different."),
    Code("probe-failed", SCHEMA, "The database accepts a statement that it must refuse, or refuses one that must still work."),
    Code("downgrade-empty", DOWNGRADE, "`downgrade()` is empty, so the database stayed where it was."),
    Code("downgrade-does-nothing", DOWNGRADE, "`downgrade()` has code, but it changes nothing."),
    Code("downgrade-split", DOWNGRADE, "The step is split over several revisions. One step back ends between two states of the exercise."),
    Code("head-does-nothing", DOWNGRADE, "The newest revision changes nothing on the way up. One step back goes back over it alone."),
    Code("downgrade-wrong-column", DOWNGRADE, "`downgrade()` drops a column that should stay, and keeps the one that should go."),
    Code("downgrade-too-eager", DOWNGRADE, "`downgrade()` undoes more than its own revision did: a table of an older revision is gone."),
    Code("not-implemented", DOWNGRADE, "The function raises `NotImplementedError`."),
    Code("nothing-to-undo", DOWNGRADE, "There is no revision to go back over."),
    Code("rows-lost", ROWS, "Rows that were in a table are gone."),
    Code("rows-added", ROWS, "There are rows that the task does not ask for."),
    Code("rows-changed", ROWS, "A value of an old column is not what it was."),
    Code("rows-renumbered", ROWS, "The rows are there under other keys."),
    Code("value-wrong", ROWS, "A value is not the one that the task asks for: a backfill, a copy or a way back wrote another one."),
    Code("value-row-missing", ROWS, "A row that the task asks for is not in the table."),
    Code("value-row-extra", ROWS, "A row is in the table, and the task asks for no other rows."),
    Code("model-missing", MODELS, "The models declare no table on `Base.metadata`."),
    Code("models-shadowed", MODELS, "A package `app/models/` stands beside `app/models.py`. Python imports the package."),
    Code("model-on-own-base", MODELS, "The models stand on a `Base` or a `MetaData` of their own, which Alembic does not look at."),
    Code("model-not-imported", MODELS, "A model is in a module that `app/models.py` does not import."),
    Code("column-is-tuple", MODELS, "A comma stands behind a column of a model, or behind the name of its table, which makes it a tuple."),
    Code("no-primary-key", MODELS, "A model has no primary key."),
    Code("tablename-missing", MODELS, "A model does not say which table it is."),
    Code("duplicate-model", MODELS, "A table is declared twice."),
    Code("model-error", MODELS, "SQLAlchemy refuses the model for another reason."),
    Code("timeout", LIMITS, "The command did not end in time and was stopped."),
    Code("limit-reached", LIMITS, "The code needs more memory, a larger file or database, or more threads than one command gets, or the history is too long."),
    Code("process-exit", LIMITS, "The code ended the process before Alembic was done."),
    Code("database-unreadable", LIMITS, "The database cannot be read after the revisions ran: it is damaged, too large, or not a plain file."),
    Code("environment-changed", ADVICE, "`migrations/env.py` is not that of the course. Grading used the course's own."),
    Code("environment-ignores-url", ADVICE, "`migrations/env.py` does not take the database that `DATABASE_URL` names. Grading used the course's own."),
    Code("environment-without-models", ADVICE, "`migrations/env.py` sets `target_metadata` to None. Grading used the course's own."),
    Code("database-url-fixed", ADVICE, "`app/database.py` names a fixed database and does not follow `DATABASE_URL`."),
    Code("names-apart", ADVICE, "A constraint or an index has another name in the models than in the database. It passes, but `alembic check` sees two."),
    Code("file-left-out", ADVICE, "A file was not taken: it is too large, a link, hidden, or one too many."),
    Code("project-far-down", ADVICE, "The project lies more than two folders deep in what was handed in. It was the only one, so it was graded."),
    Code("commits-too-late", ADVICE, "There are commits after the deadline. They were not graded."),
    Code("work-on-another-branch", ADVICE, "The branch of the exercise holds commits of the learner, and another one was graded."),
    Code("source-too-deep", ADVICE, "A file is nested so deeply that the grader does not search it. Findings name no lines of it."),
    Code("source-too-large", ADVICE, "The Python files are so large together that the grader does not search all of them. Findings name no lines of the others."),
    Code("submission-unreadable", FAULTS, "What was handed in cannot be read: a damaged or encrypted archive, more than one project, a folder without permission. There is no verdict. Ask for it again."),
    Code("roster-line-unusable", FAULTS, "A line of the roster cannot be used: a date that is none, too many cells, a cell that is too long. There is no verdict. Mend the line."),
    Code("grader-fault", FAULTS, "The grader itself failed. There is no verdict, and it costs the learner nothing. Grade again."),
)  # fmt: skip

GRADER_FAULT = "grader-fault"
UNREADABLE = "submission-unreadable"
UNUSABLE_LINE = "roster-line-unusable"
"""Why there is no verdict: each of the three asks for something else to be done."""
NOT_HANDED_IN = frozenset({"no-project", "handed-in-too-late"})
"""Codes of what was not handed in: they say nothing about what a learner has understood."""

PREFIXES = ("downgrade-", "model-")
"""What may stand before each code of the section on the schema, and before no other one."""

_ANSWERED_BY_THE_TASK = {
    "not-null-without-default", "type-unknown", "value-wrong", "value-row-missing",
}  # fmt: skip
"""Besides every difference of a schema but what is too much: of that, the task says nothing."""
_TOO_MUCH = "-extra"
_SECTION_OF = {code.name: code.section for code in CODES}
_KNOWN = frozenset(_SECTION_OF)
NAMES = frozenset(
    [
        *_KNOWN,
        *(prefix + code.name for code in CODES if code.section == SCHEMA for prefix in PREFIXES),
    ]
)
"""Every code that a finding may have."""


def known_code(name: str) -> str:
    """Return *name*; raises ValueError where no finding may have it as its code."""
    if name not in NAMES:
        raise ValueError(f"{name!r} is no code of a finding: it is not in the catalogue")
    return name


def section_of(name: str) -> str:
    """Return the section that the code *name* of a finding stands in."""
    return _SECTION_OF[without_prefix(name)]


def is_answered_by_the_task(name: str) -> bool:
    """Tell whether the task of the exercise says what is right where the code *name* was found."""
    kind = without_prefix(name)
    is_asked_for = _SECTION_OF[kind] == SCHEMA and not kind.endswith(_TOO_MUCH)
    return is_asked_for or kind in _ANSWERED_BY_THE_TASK


def meaning_of(name: str) -> str:
    """Return what the code *name* means, as Markdown."""
    return next(code.meaning for code in CODES if code.name == without_prefix(name))


def without_prefix(name: str) -> str:
    """Return the code of the catalogue that *name* is, with or without a prefix."""
    bare = (name.removeprefix(prefix) for prefix in PREFIXES if name.startswith(prefix))
    return name if name in _KNOWN else next(bare, name)
