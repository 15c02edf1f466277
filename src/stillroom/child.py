"""The child's side: runs one command on a learner's project. Nothing that it reports is evidence.

Started by the runner in one of two ways, both with a scrubbed environment:

    python -I -m stillroom.child serve     a warmed process that forks once per request (POSIX)
    python -I -m stillroom.child once      a fresh interpreter for one request (elsewhere)

A request is one line of JSON on standard input (see ``Request`` in runner.py).
"""

import contextlib
import ctypes
import gc
import importlib
import json
import os
import signal
import sys
import traceback
import warnings
from pathlib import Path
from typing import Any

LONGEST_MESSAGE = 4000  # characters of one reported text


def serve() -> None:
    """Import everything once, then fork a child for every request until the input ends."""
    _warm_up()
    _adopt_orphans()
    gc.collect()
    gc.freeze()
    print("ready", flush=True)  # noqa: T201 - the protocol
    for line in sys.stdin:
        request = json.loads(line)
        process = os.fork()
        if process == 0:
            _run_and_leave(request)
        print(process, flush=True)  # noqa: T201 - the protocol
        _, status = os.waitpid(process, 0)
        _end_all_children(process)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 - the protocol


def once() -> None:
    """Run the one request on standard input."""
    request = json.loads(sys.stdin.readline())
    _prepare(request)
    _execute(request)


def _warm_up() -> None:
    for module in ("alembic.command", "alembic.config", "alembic.autogenerate", "fastapi",
                   "pydantic_settings", "sqlalchemy.orm", "sqlalchemy.dialects.sqlite"):  # fmt: skip
        importlib.import_module(module)


def _adopt_orphans() -> None:
    """Become the parent of whatever a learner's code leaves running, so that it can be ended."""
    if sys.platform == "linux":
        set_child_subreaper = 36  # prctl(2)
        ctypes.CDLL(None).prctl(set_child_subreaper, 1, 0, 0, 0)


def _end_all_children(session: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(session, signal.SIGKILL)
    while _reap():
        for process in _children():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(process, signal.SIGKILL)


def _reap() -> bool:
    """Collect the children that have ended; tell whether any is left."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return False
    return True


def _children() -> list[int]:
    """The processes whose parent this one is, from /proc; none are adopted elsewhere."""
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdecimal():
            with contextlib.suppress(OSError, IndexError, ValueError):
                about = Path("/proc", entry, "stat").read_text("utf-8", "replace")
                if int(about.rpartition(")")[2].split()[1]) == os.getpid():
                    found.append(int(entry))
    return found


def _run_and_leave(request: dict[str, Any]) -> None:
    status = 70
    try:
        os.setsid()
        _prepare(request)
        _execute(request)
        status = 0
    except SystemExit as exit_:
        status = exit_.code if isinstance(exit_.code, int) else 1
    except BaseException:  # noqa: BLE001, S110 - the error is in the report already
        pass
    finally:
        os._exit(status & 0xFF)


def _prepare(request: dict[str, Any]) -> None:
    """Give up everything that this process does not need."""
    _redirect(request["output"])
    os.chdir(request["project"])
    os.environ["DATABASE_URL"] = request["url"]
    sys.path.insert(0, request["project"])
    sys.dont_write_bytecode = True
    _limit(request["limits"])


def _redirect(output: str) -> None:
    null = os.open(os.devnull, os.O_RDONLY)
    log = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(null, 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.closerange(3, 1024)


def _limit(limits: dict[str, int]) -> None:
    if os.name != "posix":
        return
    import resource

    for name, value in limits.items():
        kind = getattr(resource, name, None)
        if kind is not None:
            _, hard = resource.getrlimit(kind)
            most = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(kind, (most, most))


def _execute(request: dict[str, Any]) -> None:
    """Run the command and leave a report, which is words for the learner and nothing more."""
    report: dict[str, Any] = {}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            report["answer"] = _OPERATIONS[request["operation"]](request)
        except BaseException as error:
            report["error"] = _described(error, request["project"])
            raise
        finally:
            report["warnings"] = [str(one.message)[:LONGEST_MESSAGE] for one in caught[:20]]
            text = json.dumps(report, ensure_ascii=True)
            Path(request["report"]).write_text(text, "utf-8")


def _alembic(request: dict[str, Any]) -> None:
    """Run an Alembic command line in this process."""
    from alembic.config import CommandLine

    options = CommandLine().parser.parse_args(request["arguments"])
    command, positional, named = options.cmd
    config = _config(request)
    arguments = [getattr(options, name) for name in positional]
    command(config, *arguments, **{name: getattr(options, name) for name in named})


def _plan(request: dict[str, Any]) -> dict[str, list[str]]:
    """Return the learner's revisions in the order in which an upgrade runs them, and the heads."""
    from alembic.script import ScriptDirectory

    script = ScriptDirectory.from_config(_config(request))
    order = [revision.revision for revision in script.walk_revisions("base", "heads")]
    return {"order": order[::-1], "heads": sorted(script.get_heads())}


def _models(request: dict[str, Any]) -> None:
    """Create what the learner's models declare in a scratch database."""
    importlib.import_module("app.models")
    database = importlib.import_module("app.database")
    database.Base.metadata.create_all(_engine(request["url"]))


_OPERATIONS = {"alembic": _alembic, "plan": _plan, "models": _models}


def _config(request: dict[str, Any]) -> Any:  # noqa: ANN401 - alembic is imported late
    from alembic.config import Config

    config = Config(stdout=sys.stdout)
    config.set_main_option(
        "script_location", str(Path(request["project"], "migrations")).replace("%", "%%")
    )
    config.attributes["engine"] = _engine(request["url"])
    return config


def _engine(url: str) -> Any:  # noqa: ANN401 - sqlalchemy is imported late
    """An engine whose transactions cover DDL, with foreign keys off as Alembic's batch mode needs."""
    import sqlalchemy as sa

    engine = sa.create_engine(url, poolclass=sa.NullPool, connect_args={"isolation_level": None})
    sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


def _described(error: BaseException, project: str) -> dict[str, Any]:
    """The error in words: its kind, its text, the statement behind it, and the learner's lines."""
    statement = getattr(error, "statement", None)
    cause = getattr(error, "orig", None) or error
    described: dict[str, Any] = {
        "kind": type(cause).__name__,
        "module": type(cause).__module__,
        "message": _text(cause),
        "statement": str(statement)[:LONGEST_MESSAGE] if statement else None,
        "frames": _frames(error, project),
        "chain": [],
    }
    behind = error.__cause__ or error.__context__
    while behind is not None and len(described["chain"]) < 5:
        described["chain"].append({"kind": type(behind).__name__, "message": _text(behind)})
        described["frames"] = described["frames"] or _frames(behind, project)
        behind = behind.__cause__ or behind.__context__
    if isinstance(error, SyntaxError):
        described["message"] = error.msg or str(error)
        described["frames"].append([_inside(error.filename or "", project), error.lineno or 1])
    return described


def _text(error: BaseException) -> str:
    try:
        return str(error)[:LONGEST_MESSAGE]
    except Exception:  # noqa: BLE001 - a learner's own __str__
        return "an error that cannot be shown"


def _frames(error: BaseException, project: str) -> list[list[Any]]:
    """File and line of every frame in the learner's project, the innermost last."""
    frames = [
        [_inside(frame.filename, project), frame.lineno or 1]
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    return [frame for frame in frames if frame[0]][-20:]


def _inside(filename: str, project: str) -> str:
    path = Path(filename)
    return path.relative_to(project).as_posix() if path.is_relative_to(project) else ""


if __name__ == "__main__":
    {"serve": serve, "once": once}[sys.argv[1]]()
