"""What a child does: one operation on a learner's project, and a report of it in words."""

import importlib
import json
import os
import sys
import tempfile
import warnings
from collections.abc import Callable
from functools import cache
from itertools import accumulate
from pathlib import Path
from types import FrameType
from typing import Any

from stillroom.sandbox.worker.bytecode import compile_all
from stillroom.sandbox.worker.database_module import Database, load
from stillroom.sandbox.worker.describe_error import LONGEST_STATEMENT, described, text_of
from stillroom.sandbox.worker.packages import allow_only

MOST_STATEMENTS = 200  # of one command
ROOM_FOR_STATEMENTS, ROOM_FOR_WARNINGS = 150_000, 40_000
"""Bytes of a report, of which a longer one would be cut off (see ``supervise``)."""
MOST_WARNINGS = 20


Request = dict[str, Any]


def enter(request: Request) -> None:
    """Go where a learner's code expects to be."""
    os.chdir(request["project"])
    os.environ["DATABASE_URL"] = request["url"]
    if "temporary" in request:
        os.environ["TMPDIR"] = request["temporary"]
        tempfile.tempdir = None  # this very process may have asked for the folder before
    sys.path.insert(0, request["project"])
    if request.get("packages") is not None:
        allow_only(request["packages"], request["project"])
    sys.dont_write_bytecode = True


def execute(request: Request, module: str, write: Callable[[bytes], object]) -> None:
    """Run the command and *write* a report, which is words for the learner and nothing more.

    *module* is that of the database.
    """
    database = load(module)
    report: dict[str, Any] = {}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            report["answer"] = _OPERATIONS[request["operation"]](request, database)
        except BaseException as error:
            report["error"] = described(error, request["project"], database)
            raise
        finally:
            texts = [text_of(warning.message) for warning in caught[:MOST_WARNINGS]]
            report["warnings"] = _fitting(texts, ROOM_FOR_WARNINGS)
            write(json.dumps(report, ensure_ascii=True).encode())


def alembic(
    request: Request, database: Database, hear: Callable[[str], object] | None = None
) -> None:
    """Run an Alembic command line in this process; *hear* is called with each statement it sends."""
    options = _parser().parse_args(request["arguments"])
    command, positional, named = options.cmd
    config = _config(request, database)
    config.cmd_opts = options  # env.py and revisions may ask for it
    if hear is not None:
        database.listen(config.attributes["engine"], hear)
    arguments = [getattr(options, name) for name in positional]
    command(config, *arguments, **{name: getattr(options, name) for name in named})


REFLECTION = os.path.join("sqlalchemy", "engine", "reflection.py")


def traced(request: Request, database: Database) -> dict[str, list[str]]:
    """Run an Alembic command line; return the SQL that the revisions sent, as far as it fits.

    What is sent while no code of a revision runs is Alembic's own housekeeping, and left out.
    """
    statements: list[str] = []
    versions = os.path.join(request["project"], "migrations", "versions", "")

    def hear(statement: str) -> None:
        if len(statements) < MOST_STATEMENTS and _is_running(versions):
            statements.append(statement[:LONGEST_STATEMENT])

    alembic(request, database, hear)
    return {"statements": _fitting(statements, ROOM_FOR_STATEMENTS)}


def _fitting(texts: list[str], room: int) -> list[str]:
    """The first of *texts* that take at most *room* bytes of a report together."""
    taken = list(accumulate(len(json.dumps(text)) for text in texts))
    return [text for text, size in zip(texts, taken, strict=True) if size <= room]


def _is_running(folder: str) -> bool:
    """Tell whether code of a file below *folder* is being run now, and sends its own statement.

    What SQLAlchemy asks to learn about a table, for a batch operation too, is not the file's own.
    """
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        if frame.f_code.co_filename.startswith(folder):
            return True
        if frame.f_code.co_filename.endswith(REFLECTION):
            return False
        frame = frame.f_back
    return False


@cache
def _parser() -> Any:  # noqa: ANN401 - alembic is imported late
    """Alembic's own parser of command lines; a warmed process makes it once."""
    from alembic.config import CommandLine

    return CommandLine().parser


def revisions(request: Request, database: Database) -> dict[str, list[str]]:
    """Return the learner's revisions in the order in which an upgrade runs them, and the heads."""
    from alembic.script import ScriptDirectory

    script = ScriptDirectory.from_config(_config(request, database))
    order = [revision.revision for revision in script.walk_revisions("base", "heads")]
    return {"order": order[::-1], "heads": sorted(script.get_heads())}


def models(request: Request, database: Database) -> None:
    """Create what the learner's models declare in a scratch database."""
    importlib.import_module("app.models")
    base = importlib.import_module("app.database").Base
    base.metadata.create_all(database.engine(request["url"]))


def compiled(request: Request, _database: Database) -> None:
    """Compile the files of the project that are named, and run nothing of them."""
    compile_all(request["project"], request["arguments"], request["data"])


def settle(request: Request, database: Database) -> None:
    """Let the database undo what a command left half done."""
    database.settle(request["url"])


def attack(request: Request, _database: Database) -> dict[str, bool]:
    """Try what a learner's code must not be able to do; return what succeeded."""
    from stillroom.sandbox.worker.attacks import (
        attack,  # what it needs is not there on every system
    )

    return attack(request)


_OPERATIONS: dict[str, Callable[[Request, Database], Any]] = {
    "alembic": alembic,
    "traced": traced,
    "revisions": revisions,
    "models": models,
    "compiled": compiled,
    "settle": settle,
    "attack": attack,
}


def _config(request: Request, database: Database) -> Any:  # noqa: ANN401 - alembic is imported late
    from alembic.config import Config

    config = Config(stdout=sys.stdout)
    config.set_main_option(
        "script_location", str(Path(request["project"], "migrations")).replace("%", "%%")
    )
    config.attributes["engine"] = database.engine(request["url"])
    return config
