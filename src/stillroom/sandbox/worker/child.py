"""One confined child for each command, forked ahead while the command before it is still under way.

A child is a copy of the attendant, which never runs a learner's code: so nothing that the command
before it does gets into it. It waits for its request, and meanwhile copies the memory that it will
write to (see ``memory_pages``). Only then, and before it loads any learner's code, it is confined.
"""

import contextlib
import json
import os
import signal
from collections.abc import Callable, Sequence

from stillroom.sandbox.worker.attendant import Answer, Request
from stillroom.sandbox.worker.confine import Confinement, NotConfined, confine, rules_for
from stillroom.sandbox.worker.memory_pages import Pages, copy_ahead
from stillroom.sandbox.worker.operations import enter, execute
from stillroom.sandbox.worker.orphans import end_all_children
from stillroom.sandbox.worker.supervise import report_text, watch
from stillroom.sandbox.worker.wire import read_all, write_all

CONFINED = b"confined\n"
LAST = ("models",)
"""Operations behind which a grading mostly ends: a child that is forked ahead would wait for nothing."""
_FAILED = 70  # exit status
_REPORT, _REQUEST, _RULES = 3, 4, 5  # the descriptors of a child, besides the three standard ones


class ChildPerCommand:
    """Runs every command in a child of its own, and has the next child ready."""

    def __init__(self, confinement: Confinement, pages: Callable[[], Pages]) -> None:
        """Begin without a child; *pages* tells the memory that a command usually writes to."""
        self.confinement, self.pages = confinement, pages
        self._rules: int | None = None
        self._waiting: _Child | None = None

    def run(self, request: Request) -> Answer:
        """Run a command; return when its child and all that it started are dead."""
        # Both children are forked right here: how deep a learner's recursion goes before it fails
        # depends on who called.
        child = self._waiting_child(request)
        if child is None:
            self._rules = self._rules or rules_for(self.confinement, request["project"])
            child = _forked(self.confinement, (), self._rules)
            child.begin(request)
        if request["operation"] not in LAST:
            self._waiting = _forked(self.confinement, self.pages(), self._rules)
        try:
            status, crowded, report = watch(
                child.process, child.report, request["seconds"], request["data"], self.confinement
            )
        finally:
            os.close(child.report)
            end_all_children(self._waiting.process if self._waiting else None)
        confined, rest = report[: len(CONFINED)], report[len(CONFINED) :]
        if confined != CONFINED:
            return {"fault": report_text(report) or "the command could not be started"}
        return {"status": status, "crowded": crowded, "report": report_text(rest)}

    def _waiting_child(self, request: Request) -> "_Child | None":
        """The child that waits, with its request; None where there is none, or it has gone."""
        child, self._waiting = self._waiting, None
        if child is not None:
            with contextlib.suppress(OSError):
                child.begin(request)
                return child
            child.end()
        return None

    def close(self) -> None:
        """End the child that waits."""
        child, self._waiting = self._waiting, None
        if child is not None:
            child.end()


class _Child:
    """A process that waits for one request."""

    def __init__(self, process: int, request: int, report: int) -> None:
        """*request* is where to write its request, *report* where to read what it says."""
        self.process, self._request, self.report = process, request, report

    def begin(self, request: Request) -> None:
        """Tell it what to do; raises OSError where it has ended."""
        handle, self._request = self._request, -1
        try:
            write_all(handle, json.dumps(request).encode())
        finally:
            os.close(handle)

    def end(self) -> None:
        """End it before it has run anything of a learner's."""
        for handle in (self._request, self.report):
            if handle >= 0:
                os.close(handle)
        with contextlib.suppress(ChildProcessError):  # it has been collected already
            if not os.waitpid(self.process, os.WNOHANG)[0]:
                os.kill(self.process, signal.SIGKILL)
                os.waitpid(self.process, 0)


def _forked(confinement: Confinement, pages: Pages, rules: int | None) -> _Child:
    request, to_request = os.pipe()
    from_report, report = os.pipe()
    process = os.fork()
    if process == 0:
        _run_and_leave(confinement, pages, [report, request, *([rules] if rules else [])])
    os.close(request)
    os.close(report)
    return _Child(process, to_request, from_report)


def _run_and_leave(confinement: Confinement, pages: Pages, handles: Sequence[int]) -> None:
    status = _FAILED
    try:
        os.setsid()
        _keep_only(handles)
        copy_ahead(pages)
        status = _run(confinement, read_all(_REQUEST))
    except SystemExit as left:
        status = left.code if isinstance(left.code, int) else 1
    except BaseException:  # noqa: BLE001, S110 - the error is in the report already
        pass
    finally:
        os._exit(status & 0xFF)


def _run(confinement: Confinement, text: bytes) -> int:
    os.close(_REQUEST)
    request = json.loads(text)  # nothing, and so an error, where the attendant has ended
    enter(request)
    try:
        confine(confinement, _RULES if confinement.landlock else None, request["data"])
    except NotConfined as error:
        os.write(_REPORT, str(error).encode())
        raise
    os.write(_REPORT, CONFINED)
    execute(request, confinement.database, lambda text: write_all(_REPORT, text))
    return 0


def _keep_only(handles: Sequence[int]) -> None:
    """Close every descriptor but *handles*, and give them the numbers from ``_REPORT`` on."""
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    free = max(*handles, _RULES) + 1  # above what is used now and then
    for number, handle in enumerate(handles):
        os.dup2(handle, free + number)
    for number in range(len(handles)):
        os.dup2(free + number, _REPORT + number)
    os.closerange(_REPORT + len(handles), 4096)
