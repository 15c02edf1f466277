"""Words for the errors that a learner's code raises."""

import re

from stillroom.diagnosis.case import MODELS, Case, Problem, finding
from stillroom.diagnosis.known_errors import FALLBACK, RULES, Rule
from stillroom.result import Finding
from stillroom.runner import Trouble
from stillroom.text import clean, excerpts, listed

_UNDER_WAY = {
    "load": "The revisions cannot be loaded. ",
    "upgrade": "upgrade() of {revision} failed. ",
    "downgrade": "The downgrade failed. ",
    "look": "The command failed. ",
    "models-load": "The models cannot be loaded. ",
}


def explain(problem: Problem, case: Case) -> Finding:
    """Return the finding for an error that the learner's code raised."""
    trouble = problem.trouble or Trouble("Error", "nothing was said")
    if special := _history_mistake(trouble, problem, case) or _other_cause(trouble, case):
        return special
    function = "downgrade" if problem.kind == "downgrade" else "upgrade"
    revision = problem.revision or (case.plan[-1] if case.plan else None)
    place = _place(trouble, case) or case.function_line(revision, function)
    rule, values = _recognised(trouble)
    in_app = place is not None and place[0].startswith("app/")
    running = f"revision {problem.revision}" if problem.revision else "a revision"
    opening = "" if in_app else _UNDER_WAY[problem.kind].format(revision=running)
    says = rule.says.format(kind=trouble.kind, **values)
    return finding(rule.code, f"{opening}{says}{_statement(trouble)}", rule.hint, place)


def _statement(trouble: Trouble) -> str:
    if not trouble.statement:
        return ""
    return f" The statement was: {excerpts(clean(trouble.statement), '', 160)[0]}"


def _other_cause(trouble: Trouble, case: Case) -> Finding | None:
    """Errors whose text does not name the cause: the learner's files do."""
    if MODELS not in case.submission.files and trouble.kind in (
        "ImportError",
        "ModuleNotFoundError",
    ):
        hint = "Alembic and the grader both look for the models there. Put the file back."
        return finding("models-missing", f"{MODELS} is not there.", hint)
    if "already exists" in trouble.message:
        for file in case.history:
            for at, line in enumerate(file.source.splitlines(), 1):
                if "create_all(" in line.partition("#")[0]:
                    message = "A revision calls create_all(), which creates every table of the models at once."
                    hint = "Let each revision create what is its own, with op.create_table()."
                    return finding("create-all-in-revision", message, hint, (file.path, at))
    return None


def _recognised(trouble: Trouble) -> tuple[Rule, dict[str, str]]:
    for rule in RULES:
        if re.fullmatch(rule.kind, trouble.kind) and (
            match := re.search(rule.text, trouble.message)
        ):
            if (
                rule.code == "no-such-table"
                and "no such table" not in trouble.message
                and trouble.kind != "NoSuchTableError"
            ):
                continue
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
    for path in case.submission.files if named else ():
        if named and path.endswith(f"/{named.group(1)}.py"):
            return path, 1
    return None


def _history_mistake(trouble: Trouble, problem: Problem, case: Case) -> Finding | None:
    """Mistakes in the chain of revisions: Alembic's texts name ids, the files tell where they stand."""
    texts = [trouble.message, *(text for _, text in trouble.chain), *problem.warnings]
    doubled = any("present more than once" in text or "overlaps" in text for text in texts)
    if doubled and (twins := duplicate_revision(case)):
        return twins
    if any("is detected in revisions" in text for text in texts):
        return _circle(texts, case)
    if problem.kind == "load" and (invalid := _invalid_id(texts, case)):
        return invalid
    if {"KeyError", "RevisionError", "ResolutionError"} & {
        trouble.kind,
        *(kind for kind, _ in trouble.chain),
    }:
        return _unknown_parent(case)
    return None


def duplicate_revision(case: Case) -> Finding | None:
    """Return the finding for one revision id in two files, if there is one."""
    seen: dict[str, str] = {}
    for file in case.history:
        if file.revision in seen:
            message = f"The revision id {file.revision} stands in two files: {seen[file.revision]} and {file.path}."
            hint = "A copied file needs a revision id of its own."
            return finding(
                "duplicate-revision", message, hint, (file.path, file.line_of("revision"))
            )
        if file.revision:
            seen[file.revision] = file.path
    return None


def _circle(texts: list[str], case: Case) -> Finding:
    match = next(
        found for text in texts if (found := re.search(r"detected in revisions \((.*?)\)", text))
    )
    ids = re.findall(r"[\w-]+", match.group(1))
    files = [file for file in case.history if file.revision in ids]
    place = (files[0].path, files[0].line_of("down_revision")) if files else None
    if len(ids) == 1:
        message = f"Revision {ids[0]} follows itself: its down_revision is its own id."
    else:
        message = f"The revisions {listed(ids)} follow each other in a circle."
    hint = "The first revision has down_revision = None, and every other one follows an older one."
    return finding("cycle", message, hint, place)


def _invalid_id(texts: list[str], case: Case) -> Finding | None:
    """Ids that are no text, or that Alembic refuses."""
    refused = next((text for text in texts if "not allowed in revision identifier" in text), None)
    for file in case.history:
        for variable in ("revision", "down_revision"):
            value, line = file.assigned.get(variable, (None, 1))
            values = value if isinstance(value, (tuple, list)) else (value,)
            number = any(
                one is not None and one is not ... and not isinstance(one, str) for one in values
            )
            if number or (refused and isinstance(value, str) and repr(value) in refused):
                shown = repr(value)
                message = f"{variable} is {shown}, which is no revision id."
                hint = "An id is a text in quotes, without the characters @, +, -, : and blanks."
                return finding("revision-id-invalid", message, hint, (file.path, line))
    return None


def _unknown_parent(case: Case) -> Finding | None:
    ids = {file.revision for file in case.history}
    for file in case.history:
        for parent in file.parents:
            if parent not in ids:
                message = (
                    f"Revision {file.revision} follows {parent}, but there is no such revision."
                )
                hint = (
                    "down_revision is the id of the revision before. Copy it from alembic history."
                )
                return finding(
                    "unknown-parent", message, hint, (file.path, file.line_of("down_revision"))
                )
    return None
