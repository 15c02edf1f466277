"""Words for the errors that a learner's code raises."""

import difflib
import re
from collections.abc import Sequence

import sqlalchemy as sa
from alembic.operations import BatchOperations, Operations

from stillroom.databases.error_rule import MEND, MEND_APP, ErrorRule
from stillroom.diagnosis.context import Context, Problem, finding
from stillroom.diagnosis.errors.rules import FALLBACK, rules
from stillroom.diagnosis.errors.source import in_the_files
from stillroom.diagnosis.practices import behind_error
from stillroom.diagnosis.revision_graph import history_mistake
from stillroom.diagnosis.vanished import was_there
from stillroom.results.record import Finding
from stillroom.sandbox.outcome import ReportedError
from stillroom.schema.model import Schema
from stillroom.util.text import clean, excerpts, listed, nearest

# Where an unknown attribute was looked for, by a part of Python's text.
_OWNERS = {"'alembic.op'": Operations, "BatchOperations": BatchOperations, "'sqlalchemy'": sa}
_COPY = "_alembic_tmp_"
_UNDER_WAY = {
    "load": "The revisions cannot be loaded. ",
    "upgrade": "upgrade() of {revision} failed. ",
    "downgrade": "downgrade() of {revision} failed. ",
    "look": "The command failed. ",
    "models-load": "The models cannot be loaded. ",
}


def explain(problem: Problem, context: Context) -> Finding:
    """Return the finding for an error that the learner's code raised."""
    trouble = problem.trouble or ReportedError("Error", "nothing was said")
    frame = _place(trouble, context)
    if special := history_mistake(problem, context) or in_the_files(trouble, frame, context):
        return special
    line = context.text_at(frame)
    rule, values = recognised(trouble, problem.kind, line, context.states.backend.errors)
    place = _cause(rule, values, trouble, context) or frame or _function(problem, values, context)
    opening = _opening(problem, context, place)
    says = _sentence(rule, trouble, values, line)
    if practice := behind_error(problem, context):
        own_error = practice.practice.code == "alembic-in-revision"
        reason = opening if own_error else f"{opening}{says} "
        return practice.finding(reason, sent(trouble))
    if rule.code == "function-missing":
        likely, place = _likely_function(place, context, values["name"])
        says, opening = f"{says}{likely}", ""
    name = next(filter(None, values.values()), "")
    hint = rule.hint.replace(MEND, MEND_APP) if _is_app(place) else rule.hint
    if gone := was_there(rule.code, name, trouble.statement, problem, context):
        says, hint = f"{says} {gone[0]}", gone[1]
    else:
        says += _nearby(trouble, rule.code, name, problem.found.schema)
    return finding(rule.code, f"{opening}{says}{sent(trouble)}", hint, place)


def _is_app(place: tuple[str, int] | None) -> bool:
    return place is not None and place[0].startswith("app/")


def _cause(
    rule: ErrorRule, values: dict[str, str], trouble: ReportedError, context: Context
) -> tuple[str, int] | None:
    """The line that an error is about, where the error itself comes up at another one."""
    if rule.code == "circular-import":
        # The circle begins where the module that is not ready imports another one.
        module = f"{values['module'].replace('.', '/')}.py"
        return next((frame for frame in reversed(trouble.frames) if frame[0] == module), None)
    word = rule.word.format(**values).rpartition(".")[2]
    return context.model_line(word) if word else None


def _function(problem: Problem, values: dict[str, str], context: Context) -> tuple[str, int] | None:
    """Where to look when no line of the learner's own is known."""
    if problem.kind == "models-load":
        return context.model_line(*values.values())
    return context.function_line(context.running(problem), problem.function)


def _opening(problem: Problem, context: Context, place: tuple[str, int] | None) -> str:
    """What was going on, unless the error is in the application and would be there anyway."""
    if _is_app(place):
        return ""
    file = next((file for file in context.history if place and file.path == place[0]), None)
    revision = problem.revision or (file.revision if file else None)
    running = f"revision {revision}" if revision else "a revision"
    return _UNDER_WAY[problem.kind].format(revision=running)


def sent(trouble: ReportedError) -> str:
    """Return a sentence with the SQL behind an error; nothing where there was none."""
    if not trouble.statement:
        return ""
    return f" The statement was: {excerpts(clean(trouble.statement), '', 160)[0]}"


def _likely_function(
    place: tuple[str, int] | None, context: Context, name: str
) -> tuple[str, tuple[str, int] | None]:
    """A sentence on where *name* is, or on a function that is almost called so; and the place."""
    file = next((file for file in context.history if place and file.path == place[0]), None)
    if file and (inside := file.enclosing_of(name)):
        return f" There is one inside {inside[0]}, where Alembic does not look.", (
            file.path,
            inside[1],
        )
    names = {node.name for node in file.functions} - {"upgrade", "downgrade"} if file else set()
    likely = nearest(name, names)
    return f" It has a function {likely}()." if likely else "", place


def _nearby(trouble: ReportedError, code: str, name: str, schema: Schema) -> str:
    """A sentence on what there is instead of *name*, or nothing."""
    if code == "no-such-table":
        return f" It has {listed(sorted(schema.tables))}." if schema.tables else ""
    if code == "unknown-attribute":
        likely = _spelt(name, trouble.message)
    elif code in ("no-such-column", "column-unknown-in-batch"):
        known = {column for table in schema.tables.values() for column in table.column_names}
        likely = nearest(name.rpartition(".")[2], sorted(known))
    else:
        return ""
    return f" The nearest name is {likely}." if likely and likely != name else ""


def _spelt(name: str, message: str) -> str | None:
    """What a name of Alembic or SQLAlchemy was meant to be, where a letter or two are wrong."""
    for owner, namespace in _OWNERS.items():
        if owner in message:
            known = {
                attribute.casefold(): attribute
                for attribute in dir(namespace)
                if not attribute.isupper()
            }
            near = difflib.get_close_matches(name.casefold(), known, cutoff=0.85)
            return next((known[spelling] for spelling in near), None)
    return None


def recognised(
    trouble: ReportedError, kind: str, line: str, of_database: Sequence[ErrorRule]
) -> tuple[ErrorRule, dict[str, str]]:
    """Return the rule for an error that was raised at *line*, and the words that fill its sentence.

    *kind* is that of the problem, *of_database* are the rules of the database that is used.
    """
    error = trouble.kind, trouble.message, trouble.code, trouble.statement or "", line
    for rule in rules(of_database):
        values = None if kind in rule.not_while else rule.values(*error)
        if values is not None:
            if trouble.kind == "IntegrityError":  # batch mode copies into a table of its own
                values = {name: value.replace(_COPY, "") for name, value in values.items()}
            limit = 300 if rule is FALLBACK else 200
            return rule, {name: clean(value, limit) for name, value in values.items()}
    raise AssertionError("the last rule recognises every error")


def _sentence(rule: ErrorRule, trouble: ReportedError, values: dict[str, str], line: str) -> str:
    """What the rule says; for an error without a text, that, and the line that raised it."""
    if "{what}" not in rule.says or values["what"].strip("() "):
        return rule.says.format(kind=trouble.kind, **values)
    code = clean(line.partition(": ")[2])
    return f"{trouble.kind}, without a message." + (f" The line is: {code}" if code else "")


def _place(trouble: ReportedError, context: Context) -> tuple[str, int] | None:
    """The innermost line of the learner's own files."""
    own = [frame for frame in trouble.frames if frame[0] in context.submission.files]
    if own:
        return own[-1]
    named = re.search(r"([\w.-]+)(?:\.py|_py\b)", trouble.message)
    for path in sorted(context.submission.files) if named else ():
        if named and path.endswith(f"/{named.group(1)}.py"):
            return path, 1
    return None
