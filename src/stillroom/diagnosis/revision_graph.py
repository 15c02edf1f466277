"""Mistakes in the chain of revisions: Alembic's texts name ids, the files tell where they stand."""

import re

from stillroom.diagnosis.context import Context, Problem, finding
from stillroom.diagnosis.given import given_and_gone
from stillroom.diagnosis.practices import BEHIND_RECORD, behind
from stillroom.results.finding import Finding
from stillroom.submission.revisions import NOT_A_LITERAL, RESERVED_IDS, RevisionFile
from stillroom.submission.source_tree import first_changed_line
from stillroom.util.text import clean, listed, nearest

_NO_PARENT = {"KeyError", "RevisionError", "ResolutionError"}
_RESERVED = "Alembic keeps base, current, head, heads and the empty text for itself. Take another id, and name it in the down_revision that follows."
_QUOTE = "An id is a text in quotes, and has no ' inside: Alembic puts the id into its SQL between two of them."
_ID = "An id is a text in quotes, without the characters @, +, -, : and blanks."


def history_mistake(problem: Problem, context: Context) -> Finding | None:
    """Return the finding for a chain that Alembic cannot follow, or None."""
    trouble = problem.trouble
    if trouble is None:
        return None
    texts = [trouble.message, *(text for _, text in trouble.chain), *problem.warnings]
    circle = any("is detected in revisions" in text for text in texts)
    doubled = any("present more than once" in text or "overlaps" in text for text in texts)
    if (doubled or circle) and (twins := duplicate_revision(context)):
        return twins
    if circle:
        return _circle(texts, context)
    if "Ambiguous walk" in texts:
        return _ambiguous(problem, context)
    if trouble.kind == "KeyError" and (parent := _parent_twice(trouble.message, context)):
        return parent
    if problem.kind != "load":
        return None
    if any("Could not determine revision id" in text for text in texts):
        return _no_id(texts, context)
    if invalid := _invalid_id(texts, context):
        return invalid
    unknown = _NO_PARENT & {trouble.kind, *(kind for kind, _ in trouble.chain)}
    return _unknown_parent(context) if unknown else None


def reserved_id(context: Context) -> Finding | None:
    """Return the finding for an id that Alembic takes, and cannot work with, if there is one."""
    for file in context.history:
        if file.revision is None:
            continue
        hint = _RESERVED if file.revision in RESERVED_IDS else _QUOTE
        if file.revision in RESERVED_IDS or "'" in file.revision:
            message = f"revision is {clean(repr(file.revision))}, which is no revision id."
            place = file.path, file.line_of("revision")
            return finding("revision-id-invalid", message, hint, place)
    return None


def computed_id(context: Context) -> Finding | None:
    """Return the finding for an id that is computed, and so another one whenever the file is read."""
    for file in context.history:
        if file.value_of("revision") is NOT_A_LITERAL:
            message = f"The revision id of {file.path} is computed: it is another one each time the file is read."
            hint = "Write the id as a text in quotes. It stays the same from then on."
            return finding(
                "revision-id-invalid", message, hint, (file.path, file.line_of("revision"))
            )
    return None


def duplicate_revision(context: Context) -> Finding | None:
    """Return the finding for one revision id in two files, if there is one."""
    twins = context.history.made_twice()
    if twins is None:
        return None
    first, second = twins
    message = (
        f"The revision id {second.revision} stands in two files: {first.path} and {second.path}."
    )
    hint = "Every revision has an id of its own. A copied file needs a new one."
    known = {file.revision for file in context.history}
    if swapped := next((file for file in twins if set(file.parents) - known), None):
        second, hint = swapped, "Are revision and down_revision swapped?"
    return finding("duplicate-revision", message, hint, (second.path, second.line_of("revision")))


def _circle(texts: list[str], context: Context) -> Finding:
    match = next(
        detected
        for text in texts
        if (detected := re.search(r"detected in revisions \((.*?)\)", text))
    )
    ids = re.findall(r"[\w-]+", match.group(1))
    files = [file for file in context.history if file.revision in ids]
    place = (files[0].path, files[0].line_of("down_revision")) if files else None
    match ids:
        case [own]:
            message = f"Revision {own} follows itself: its down_revision is its own id."
        case _:
            message = f"The revisions {listed(ids)} follow each other in a circle."
    hint = "The first revision has down_revision = None, and every other one follows an older one."
    return finding("cycle", message, hint, place)


def _ambiguous(problem: Problem, context: Context) -> Finding:
    """One step back from a merge could go to either side."""
    file = context.history.of(context.newest)
    parents = listed(file.parents) if file else ""
    message = f"The newest revision {context.newest} merges {parents}. {problem.step.command} does not know which of them to go back to."
    hint = (
        "Put the revisions into one line: each one follows the one before, and nothing is merged."
    )
    place = (file.path, file.line_of("down_revision")) if file else None
    return finding("head-does-nothing", message, hint, place)


def _parent_twice(message: str, context: Context) -> Finding | None:
    """A merge that names a parent which another of its parents follows already: Alembic loses its way."""
    for file in context.history:
        for parent in file.parents:
            others = [other for other in file.parents if other != parent]
            follower = next((o for o in others if parent in context.history.upto(o)), None)
            if follower and parent in message:
                text = f"Revision {file.revision} names {parent} as a parent, and {follower}, which follows {parent} already."
                hint = f"A merge names the heads, and nothing that is before them. Take {parent} out of down_revision."
                return finding("code-error", text, hint, (file.path, file.line_of("down_revision")))
    return None


def _no_id(texts: list[str], context: Context) -> Finding:
    """A file without the variable ``revision``, or with one that is almost called so."""
    named = re.search(r"revision id from file(?:name)? (.+?\.py)\.", " ".join(texts))
    file = next(
        (file for file in context.history if named and file.path.endswith(f"/{named.group(1)}")),
        None,
    )
    where = file.path if file else "A file in migrations/versions/"
    likely = file and nearest("revision", set(file.assigned) - {"down_revision"})
    misspelt = f" It has a variable {likely}." if likely else ""
    message = f"{where} has no variable revision.{misspelt}"
    hint = "Every file there is a revision and names itself. Move other files away."
    place = (file.path, file.line_of(likely or "revision")) if file else None
    return finding("revision-id-missing", message, hint, place)


def _invalid_id(texts: list[str], context: Context) -> Finding | None:
    """Ids that are no text, or that Alembic refuses."""
    refused = next((text for text in texts if "not allowed in revision identifier" in text), None)
    for file in context.history:
        for variable in ("revision", "down_revision"):
            value = file.value_of(variable)
            values = value if isinstance(value, (tuple, list)) else (value,)
            number = any(
                revision_id is not None
                and revision_id is not NOT_A_LITERAL
                and not isinstance(revision_id, str)
                for revision_id in values
            )
            if number or (refused and isinstance(value, str) and repr(value) in refused):
                message = f"{variable} is {clean(repr(value))}, which is no revision id."
                place = file.path, file.line_of(variable)
                return finding("revision-id-invalid", message, _ID, place)
    return None


def _unknown_parent(context: Context) -> Finding | None:
    ids = {file.revision for file in context.history}
    for variable, verb in (("down_revision", "follows"), ("depends_on", "depends on")):
        for file in context.history:
            for parent in file.ids_in(variable):
                if parent not in ids:
                    if lost := _given_and_lost(parent, context):
                        return lost
                    shown = parent if parent == parent.strip() != "" else repr(parent)
                    text = f"Revision {file.revision} {verb} {shown} ({variable}), but there is no such revision."
                    place = file.path, file.line_of(variable)
                    return finding("unknown-parent", text, _parent_hint(parent, context), place)
    return None


def _given_and_lost(parent: str, context: Context) -> Finding | None:
    """What became of a *parent* that was given with the exercise; None for any other one."""
    given_file = context.given.of(parent)
    if given_file is None:
        return None
    here = next((file for file in context.history if file.path == given_file.path), None)
    if here is None:
        return given_and_gone([given_file], "unknown-parent", ", and others follow it")
    message = f"Revision {parent} was given with this exercise, and has another id now."
    hint = f'Others follow it by its id. Write revision = "{parent}" again.'
    return finding("unknown-parent", message, hint, (here.path, here.line_of("revision")))


def _parent_hint(parent: str, context: Context) -> str:
    if not parent:
        return (
            "The first revision has down_revision = None. Every other one names an older revision."
        )
    if "," in parent:
        ids = ", ".join(repr(part.strip()) for part in parent.split(",") if part.strip())
        return (
            f"Several parents are a tuple of ids, each in quotes of its own: ({clean(ids, 100)})."
        )
    if parent != parent.strip():
        return "A blank in front of an id or behind it is a part of it."
    if parent == "None":
        return "The text 'None' in quotes is an id. None without quotes means that no revision comes before."
    if any(_names_file(parent, file) for file in context.history):
        return "That is the name of a file. Each revision has its id in its variable revision: name that one."
    return "An older revision is named by its id, which stands in its own file, in the variable revision."


def _names_file(parent: str, file: RevisionFile) -> bool:
    return parent.removesuffix(".py") == file.path.rpartition("/")[2].removesuffix(".py")


def given(problem: Problem, context: Context) -> list[Finding]:
    """Return the finding on a frozen revision that is gone, or was edited."""
    revision = problem.revision
    file = context.history.of(revision)
    before = context.given.of(revision)
    how = "is gone" if file is None else _said_now(file, before)
    message = (
        f"Revision {revision} was given with this exercise and must stay as it is, but it {how}."
    )
    hint = "Others have applied it as it was. Bring it back, and put what is new into a revision of its own."
    changed = first_changed_line(file.file, before.file) if file and before else None
    place = (file.path, changed or file.line_of("revision")) if file else None
    return [finding("frozen-revision-edited", message, hint, place)]


def _said_now(file: RevisionFile, before: RevisionFile | None) -> str:
    """What became of a revision that was given: half a sentence."""
    if before is None or set(file.parents) == set(before.parents):
        return "says something else now"
    now, then = (listed(each.parents, nothing="no revision") for each in (file, before))
    return f"follows {clean(now, 100)} now, and followed {then}"


def record(problem: Problem, context: Context) -> list[Finding]:
    """Return the finding on Alembic's own record, where it is not what the row says."""
    held = listed(problem.found.versions)
    expected = {"none": "nothing", "head": "the head"}.get(problem.detail, problem.detail)
    message = (
        f"After {problem.step.command} alembic_version holds {held}, but {expected} was expected."
    )
    hint = "alembic current shows where the database stands. Which command moves it there?"
    place = context.function_line(context.newest, problem.function)
    return [finding("version-differs", message, hint, place)]


def version(problem: Problem, context: Context) -> list[Finding]:
    """Return the finding for a record of Alembic that did not move with the revision."""
    if computed := computed_id(context):
        return [computed]
    is_up = problem.revision and problem.function == "upgrade"
    subject = f"revision {problem.revision}" if is_up else problem.step.command
    message = f"Alembic's own record did not move with {subject}: alembic_version holds {listed(list(problem.found.versions))}."
    revision = context.running(problem)
    if practice := behind(context, [revision], BEHIND_RECORD):
        return [practice.finding(f"{message} ")]
    hint = "Revisions leave the table alembic_version alone, and do not commit on their own."
    place = context.function_line(revision, problem.function)
    return [finding("version-not-recorded", message, hint, place)]
