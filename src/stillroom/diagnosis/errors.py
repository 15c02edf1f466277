"""Words for the errors that a learner's code raises."""

import difflib
import re

import sqlalchemy as sa
from alembic.operations import BatchOperations, Operations

from stillroom.diagnosis.case import MODELS, Case, Problem, finding
from stillroom.diagnosis.chain import history_mistake
from stillroom.diagnosis.known_errors import FALLBACK, RULES, Rule
from stillroom.diagnosis.practices import behind_error
from stillroom.history import line_calling
from stillroom.result import Finding
from stillroom.runner import Trouble
from stillroom.schema import Schema
from stillroom.text import clean, excerpts, listed, nearest

# Where an unknown attribute was looked for, by a part of Python's text.
_OWNERS = {"'alembic.op'": Operations, "BatchOperations": BatchOperations, "'sqlalchemy'": sa}
_UNDER_WAY = {
    "load": "The revisions cannot be loaded. ",
    "upgrade": "upgrade() of {revision} failed. ",
    "downgrade": "downgrade() of {revision} failed. ",
    "look": "The command failed. ",
    "models-load": "The models cannot be loaded. ",
}


def explain(problem: Problem, case: Case) -> Finding:
    """Return the finding for an error that the learner's code raised."""
    trouble = problem.trouble or Trouble("Error", "nothing was said")
    if special := history_mistake(problem, case) or _in_the_files(trouble, case):
        return special
    function = "downgrade" if problem.kind == "downgrade" else "upgrade"
    place = _place(trouble, case) or case.function_line(_running(problem, case), function)
    opening = _opening(problem, case, place)
    rule, values = _recognised(trouble, problem.kind)
    says = rule.says.format(kind=trouble.kind, **values)
    if practice := behind_error(problem, case):
        own_error = practice.practice.code == "alembic-in-revision"
        reason = opening if own_error else f"{opening}{says} "
        return practice.finding(reason, _statement(trouble))
    if rule.code == "function-missing":
        says, opening = f"{says}{_likely_function(place, case, values)}", ""
    name = next(filter(None, values.values()), "")
    says += _nearby(trouble, rule.code, name, problem.found.schema)
    return finding(rule.code, f"{opening}{says}{_statement(trouble)}", rule.hint, place)


def _running(problem: Problem, case: Case) -> str | None:
    if problem.kind == "downgrade" and problem.step.argv[-1:] == ["base"]:
        return next(iter(case.plan), None)
    return problem.revision or next(reversed(case.plan), None)


def _opening(problem: Problem, case: Case, place: tuple[str, int] | None) -> str:
    """What was going on, unless the error is in the application and would be there anyway."""
    if place is not None and place[0].startswith("app/"):
        return ""
    file = next((one for one in case.history if place and one.path == place[0]), None)
    revision = problem.revision or (file.revision if file else None)
    running = f"revision {revision}" if revision else "a revision"
    return _UNDER_WAY[problem.kind].format(revision=running)


def _statement(trouble: Trouble) -> str:
    if not trouble.statement:
        return ""
    return f" The statement was: {excerpts(clean(trouble.statement), '', 160)[0]}"


def _likely_function(place: tuple[str, int] | None, case: Case, values: dict[str, str]) -> str:
    """A function that is almost called as the missing one."""
    file = next((one for one in case.history if place and one.path == place[0]), None)
    others = {one.name for one in file.functions} - {"upgrade", "downgrade"} if file else set()
    likely = nearest(values["name"], others)
    return f" It has a function {likely}()." if likely else ""


def _nearby(trouble: Trouble, code: str, name: str, schema: Schema) -> str:
    """A sentence on what there is instead of *name*, or nothing."""
    if code == "no-such-table":
        return f" It has {listed(sorted(schema.tables))}." if schema.tables else ""
    if code == "unknown-attribute":
        likely = _spelt(name, trouble.message)
    elif code in ("no-such-column", "column-unknown-in-batch"):
        known = {one for table in schema.tables.values() for one in table.column_names}
        likely = nearest(name.rpartition(".")[2], sorted(known))
    else:
        return ""
    return f" The nearest name is {likely}." if likely and likely != name else ""


def _spelt(name: str, message: str) -> str | None:
    """What a name of Alembic or SQLAlchemy was meant to be, where a letter or two are wrong."""
    for owner, there in _OWNERS.items():
        if owner in message:
            known = {one.casefold(): one for one in dir(there) if not one.isupper()}
            near = difflib.get_close_matches(name.casefold(), known, n=1, cutoff=0.85)
            return known[near[0]] if near else None
    return None


def _in_the_files(trouble: Trouble, case: Case) -> Finding | None:
    """Errors whose text does not name the cause: the learner's files do."""
    if MODELS not in case.submission.files and trouble.kind in (
        "ImportError",
        "ModuleNotFoundError",
    ):
        hint = "Alembic and the grader both look for the models there. Put the file back."
        return finding("models-missing", f"{MODELS} is not there.", hint)
    if "null bytes" in trouble.message:
        for path, content in sorted(case.submission.files.items()):
            if b"\0" in content:
                message = f"{path} is not UTF-8 text: it holds NUL bytes."
                return finding("encoding-error", message, "Save the file as UTF-8.", (path, 1))
    # Only the models are imported whenever a revision runs.
    models = case.submission.files.get(MODELS, b"")
    exists = "already exists" in trouble.message
    if exists and (line := line_calling(models, "create_all")):
        message = f"{MODELS} calls create_all() when it is imported, so the tables are there before any revision runs."
        hint = "Take it out. The revisions create the tables."
        return finding("create-all-in-models", message, hint, (MODELS, line))
    return None


def _recognised(trouble: Trouble, kind: str) -> tuple[Rule, dict[str, str]]:
    for rule in RULES:
        if kind in rule.not_while or not re.fullmatch(rule.kind, trouble.kind):
            continue
        if match := re.search(rule.text, trouble.message):
            return rule, {
                name: clean(value or "", 200) for name, value in match.groupdict().items()
            }
    return FALLBACK, {"what": clean(trouble.message, 300)}


def _place(trouble: Trouble, case: Case) -> tuple[str, int] | None:
    """The innermost line of the learner's own files."""
    own = [frame for frame in trouble.frames if frame[0] in case.submission.files]
    if own:
        return own[-1]
    named = re.search(r"([\w.-]+)(?:\.py|_py\b)", trouble.message)
    for path in sorted(case.submission.files) if named else ():
        if named and path.endswith(f"/{named.group(1)}.py"):
            return path, 1
    return None
