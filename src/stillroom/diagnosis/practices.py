"""What no revision should do: advice where all went well, the cause where it led to an error."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from stillroom.databases.hints import Hints
from stillroom.diagnosis.context import Context, Problem, finding
from stillroom.results.finding import Finding
from stillroom.sandbox.outcome import ReportedError
from stillroom.submission.revisions import RevisionFile
from stillroom.submission.source_tree import SourceFile

_NEVER = r"(?!)"
_SENDS = re.compile(r"(^|\.)(execute|executescript|exec_driver_sql|text)$")


@dataclass(frozen=True)
class Practice:
    """One thing that a revision does, known by what it calls, imports or sends as SQL."""

    code: str
    says: str
    hint: str
    calls: str = _NEVER
    imports: str = _NEVER
    sql: str = _NEVER


_CREATE = "Let each revision create what is its own, with an operation of op and its columns."
PRACTICES = (
    Practice("own-connection", "Revision {revision} opens a database connection of its own, beside the one that Alembic gives it.",
             "The operations of op use Alembic's connection, and op.get_bind() returns it.",
             calls=r"(^|\.)(create_engine|make_engine)$|\bengine\.(begin|connect|raw_connection)$",
             imports=r"^app\.[\w.]*\b(engine|make_engine|get_db|\w*(session|Session)\w*)$"),
    Practice("create-all-in-revision", "Revision {revision} calls {call}(), which creates what the models declare when it runs, and leaves a table that is there as it is.",
             _CREATE, calls=r"\.create_all$"),
    Practice("create-all-in-revision", "Revision {revision} calls {call}(), which creates what the models declare when it runs.",
             _CREATE, calls=r"__table__\.create$"),
    Practice("drop-all-in-revision", "Revision {revision} calls {call}(), which drops every table of the models, whichever revision made it.",
             "A revision drops what is its own. Name it, with an operation of op.", calls=r"\.drop_all$"),
    Practice("alembic-in-revision", "Revision {revision} calls Alembic while Alembic is running it.",
             "A revision changes the schema. Which revisions run, and what is recorded, is for the command.",
             calls=r"\bcommand\.(upgrade|downgrade|stamp)$|\.stamp$", imports=r"alembic\.command$"),
    Practice("transaction-in-revision", "Revision {revision} commits or rolls back by itself. Alembic does that at its end.",
             "Take the commit or rollback out. A revision is applied completely, or not at all.",
             calls=r"\.(commit|rollback)$", sql=r"^\s*(COMMIT|ROLLBACK(?!\s+TO))\b"),
    Practice("models-in-revision", "Revision {revision} imports the models. When they change, what it does changes with them.",
             "Describe in the revision what it needs: sa.table() and sa.column() do without the models.",
             imports=r"^app\.models\b"),
)  # fmt: skip

# An error that a practice brings about: what its text has, and the codes of such practices.
_BEHIND_ERRORS = (
    (r"already exists|duplicate column name", {"create-all-in-revision"}),
    (r"no such column|has no column named", {"models-in-revision", "own-connection"}),
    (r"database is locked|unable to open database file", {"own-connection"}),
    (r"alembic_version|expected to match one row", {"alembic-in-revision", "transaction-in-revision"}),
    (r"no such table", {"own-connection"}),
)  # fmt: skip
BEHIND_NOTHING = {
    "own-connection", "create-all-in-revision", "alembic-in-revision", "transaction-in-revision",
}  # fmt: skip
BEHIND_RECORD = {"alembic-in-revision", "transaction-in-revision", "own-connection"}
BEHIND_HISTORY = {"create-all-in-revision", "models-in-revision"}


@dataclass(frozen=True)
class Sighting:
    """A practice at a line of a revision."""

    practice: Practice
    file: RevisionFile
    line: int
    call: str

    def finding(self, opening: str = "", statement: str = "", *, advice: bool = False) -> Finding:
        """Return the finding; *opening* says what went wrong because of it, *statement* is its SQL."""
        practice = self.practice
        says = practice.says.format(revision=self.file.revision, call=self.call)
        place = self.file.path, self.line
        return finding(
            practice.code,
            f"{opening}{says}",
            practice.hint,
            place,
            statement=statement,
            advice=advice,
        )


@cache
def _practices(hints: Hints) -> tuple[Practice, ...]:
    """Return PRACTICES, with the calls by which the database's driver opens a connection."""
    return tuple(
        replace(practice, calls=f"{practice.calls}|{hints.connecting_calls}")
        if practice.code == "own-connection"
        else practice
        for practice in PRACTICES
    )


def sightings(file: RevisionFile, hints: Hints) -> list[Sighting]:
    """Return the practices of one revision, the one that matters most first.

    *hints* are those of the database.
    """
    used = list(_used(file.file))
    return [
        Sighting(practice, file, line, text)
        for practice in _practices(hints)
        for kind, text, line in used
        if re.search(getattr(practice, kind), text)
    ]


def _used(file: SourceFile) -> Iterator[tuple[str, str, int]]:
    """What a revision calls, imports and sends as SQL: the kind, the text, the line."""
    for node in file.walk():
        match node:
            case ast.Call(func=called, args=arguments):
                yield "calls", _dotted(called), node.lineno
                for argument in arguments if _SENDS.search(_dotted(called)) else ():
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        yield "sql", argument.value.upper(), argument.lineno
            case ast.Import(names=names):
                yield from (("imports", name.name, node.lineno) for name in names)
            case ast.ImportFrom(module=str(module), names=names):
                yield from (("imports", f"{module}.{name.name}", node.lineno) for name in names)


def _dotted(called: ast.expr) -> str:
    """The name of what is called: ``Base.metadata.create_all``; calls in between are left out."""
    names: list[str] = []
    while True:
        match called:
            case ast.Name(id=name):
                return ".".join([name, *reversed(names)])
            case ast.Attribute(value=value, attr=name):
                names.append(name)
                called = value
            case ast.Call(func=inner):
                called = inner
            case _:
                return ".".join(["", *reversed(names)])


def behind(
    context: Context, revisions: Iterable[str | None], codes: Iterable[str]
) -> Sighting | None:
    """Return the first practice with one of *codes* in the files of *revisions*."""
    return next(_seen(context, revisions, codes), None)


def _seen(
    context: Context, revisions: Iterable[str | None], codes: Iterable[str]
) -> Iterator[Sighting]:
    files = [file for revision in revisions if (file := context.history.of(revision))]
    hints = context.states.backend.hints
    for file in files:
        yield from (
            sighting for sighting in sightings(file, hints) if sighting.practice.code in set(codes)
        )


def behind_error(problem: Problem, context: Context) -> Sighting | None:
    """Return the practice that led to the error of *problem*, if one did."""
    trouble = problem.trouble
    if trouble is None:
        return None
    paths = {path for path, _ in trouble.frames}
    running = [file.revision for file in context.history if file.path in paths]
    for file in context.history:
        for sighting in sightings(file, context.states.backend.hints):
            is_raised_there = (file.path, sighting.line) in trouble.frames
            if is_raised_there and sighting.practice.code == "alembic-in-revision":
                return sighting
    for text, codes in _BEHIND_ERRORS:
        if re.search(text, trouble.message):
            # What exists already may have been made by an older revision.
            older = context.revision_order if "create-all-in-revision" in codes else []
            seen = _seen(context, [*older, *running, problem.revision], codes)
            return next((sighting for sighting in seen if _led_to(sighting, trouble)), None)
    return None


def _led_to(sighting: Sighting, trouble: ReportedError) -> bool:
    """Tell whether a practice led to *trouble*: a connection of its own did where it is what was used."""
    is_seen_elsewhere = "locked" in trouble.message or "unable to open" in trouble.message
    if sighting.practice.code != "own-connection" or is_seen_elsewhere:
        return True
    lines = {line for path, line in trouble.frames if path == sighting.file.path}
    own = {sighting.call.rpartition(".")[2]}
    for node in sorted(sighting.file.file.walk(), key=lambda node: getattr(node, "lineno", 0)):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if _names(value) & own:
                own.add(name)
            case ast.With(items=items):
                own |= {
                    item.optional_vars.id
                    for item in items
                    if isinstance(item.optional_vars, ast.Name) and _names(item.context_expr) & own
                }
    return any(
        node.lineno in lines and _names(node) & own
        for node in sighting.file.file.walk()
        if isinstance(node, ast.Call)
    )


def _names(node: ast.AST) -> set[str]:
    """The names, and the last parts of names with dots, in *node*."""
    return {
        inner.id if isinstance(inner, ast.Name) else inner.attr
        for inner in ast.walk(node)
        if isinstance(inner, ast.Name | ast.Attribute)
    }
