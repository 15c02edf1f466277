"""The parent's end of a warmed process: lines of JSON out, lines of JSON back, and its end.

The process may be of any tier; what it says about a learner's code is never evidence.
"""

import contextlib
import errno
import json
import os
import queue
import signal
import subprocess
import tempfile
import threading
from collections.abc import Mapping, Sequence
from typing import Any

from stillroom.errors import GraderFault
from stillroom.sandbox import launch
from stillroom.sandbox.sweep import sweep
from stillroom.sandbox.tempdir import TemporaryFolder
from stillroom.sandbox.tiers import Tier
from stillroom.sandbox.worker.wire import line, packed

BOOT_LIMIT = 60.0  # seconds for the warmed process to get ready
GRACE = 10.0  # seconds on top of a command's own limit, which the attendant keeps
LONGEST_LINE = 32_000_000  # bytes
SQLALCHEMYS_REMARKS = ("[", "(Background")
"""How the lines begin that SQLAlchemy writes behind an error: the statement, and where to read on."""

Files = Mapping[str, bytes]
"""Name to content."""


class ProcessEnded(Exception):
    """The process has ended in the middle of its work; or is *late*, and has to be ended."""

    late = False


class WarmedProcess:
    """One warmed process; started at once, awaited when it is first needed."""

    def __init__(self, tier: Tier, seconds: float, database: str) -> None:
        """Start a process of *tier* for commands of at most *seconds*; raises NotAvailable.

        *database* is the worker module of a backend.
        """
        self.tier, self.seconds, self.database = tier, seconds, database
        self.scratch = TemporaryFolder()
        self.root = str(self.scratch.path)
        try:
            os.chmod(self.root, 0o711)  # noqa: S103 - a child may be another user; no name can be listed
            self.errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
            self.arguments = launch.command(tier, self.root, seconds, database)
            self.environment = launch.environment(self.root)
            self.lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
            started: queue.SimpleQueue[subprocess.Popen[bytes] | BaseException] = (
                queue.SimpleQueue()
            )
            threading.Thread(target=self._start_and_listen, args=[started], daemon=True).start()
            outcome = started.get()
            if isinstance(outcome, BaseException):
                raise outcome
            self.process = outcome
        except BaseException:
            self.scratch.close()
            raise
        self.is_ready = self.is_tried = False

    def _start_and_listen(
        self, started: queue.SimpleQueue[subprocess.Popen[bytes] | BaseException]
    ) -> None:
        """Start the process, tell *started* of it, and take what it says, line by line.

        Bubblewrap ends with the thread that has started it (prctl(2), PR_SET_PDEATHSIG): this one lives
        as long as the process does, whoever asks for it.
        """
        try:
            process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                self.arguments,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self.errors,
                env=self.environment,
                start_new_session=True,
            )
        except BaseException as error:  # noqa: BLE001 - it is raised where it was asked for
            started.put(error)
            return
        started.put(process)
        assert process.stdout is not None  # noqa: S101 - for the type checker: opened as a pipe
        with contextlib.suppress(OSError, ValueError):
            while text := process.stdout.readline(LONGEST_LINE):
                self.lines.put(text)
        self.lines.put(b"")

    def open_trial(self) -> None:
        """Begin with trying the isolation, before any submission; raises ProcessEnded."""
        self._await_ready()
        self.is_tried = True
        self._write_to_disk({"app/__init__.py": b""}, None)

    def open(self, files: Files, packages: Sequence[str] | None = None) -> None:
        """Begin with a submission, which can import *packages*; raises ProcessEnded, or GraderFault."""
        self._await_ready()
        if self.tier is not Tier.self_check:
            if not self.is_tried:
                self.is_tried = True
                self.shut()
            self._write(b"!")
        self._write_to_disk(files, packages)

    def command(
        self, operation: str, arguments: Sequence[str], handover: Files, seconds: float
    ) -> dict[str, Any]:
        """Run one command on the open submission and return what came back; raises ProcessEnded."""
        request = {
            "operation": operation,
            "arguments": list(arguments),
            "handover": packed(handover),
            "seconds": seconds,
        }
        patience = seconds if self.tier is Tier.self_check else seconds + GRACE
        answer = self._without_fault(self._ask(request, patience))
        has_own_disk = self.tier is Tier.full  # there, who fills it has done it alone
        if answer.get("is_disk_full") and answer.get("status") != 0 and not has_own_disk:
            raise GraderFault(f"the disk is full on which commands are run: {self.root}")
        return answer

    def shut(self) -> None:
        """End the open submission; raises ProcessEnded where the process does not go on after it."""
        if self.tier is Tier.self_check:
            raise ProcessEnded
        self._ask({"close": True}, BOOT_LIMIT)

    def _write_to_disk(self, files: Files, packages: Sequence[str] | None) -> None:
        request = {"files": packed(files), "packages": packages}
        self._without_fault(self._ask(request, BOOT_LIMIT))

    def _without_fault(self, answer: dict[str, Any]) -> dict[str, Any]:
        """Return *answer*; raises GraderFault or ProcessEnded where it says that something failed."""
        if "fault" not in answer:
            return answer
        is_disk_full = answer.get("errno") == errno.ENOSPC
        if not self.tier.at_least(Tier.filter) and not is_disk_full:
            raise ProcessEnded(str(answer["fault"]))  # what is not shut off can be broken
        raise GraderFault(f"the isolation {self.tier} cannot be kept: {answer['fault']}")

    def _await_ready(self) -> None:
        if not self.is_ready:
            self._answer(BOOT_LIMIT)
            self.is_ready = True

    def _ask(self, request: Mapping[str, Any], seconds: float) -> dict[str, Any]:
        self._write(line(request))
        return self._answer(seconds)

    def _write(self, text: bytes) -> None:
        assert self.process.stdin is not None  # noqa: S101 - for the type checker: opened as a pipe
        try:
            self.process.stdin.write(text)
            self.process.stdin.flush()
        except (OSError, ValueError) as error:
            raise ProcessEnded(self.last_words()) from error

    def _answer(self, seconds: float) -> dict[str, Any]:
        try:
            answer = json.loads(self.lines.get(timeout=seconds))
        except queue.Empty as error:
            late = ProcessEnded(self.last_words())
            late.late = True
            raise late from error
        except (ValueError, RecursionError) as error:
            raise ProcessEnded(self.last_words()) from error
        if not isinstance(answer, dict):
            raise ProcessEnded
        return answer

    def last_words(self) -> str:
        """What the process wrote on standard error, the last line that says what happened."""
        with contextlib.suppress(OSError, ValueError):
            self.errors.seek(0)
            lines = self.errors.read(20_000).decode("utf-8", "replace").strip().splitlines()
            telling = [text for text in lines if not text.startswith(SQLALCHEMYS_REMARKS)]
            return telling[-1] if telling else ""
        return ""

    def close(self) -> None:
        """End the process and everything that it started, and take its folder away."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if os.name == "posix":
                os.killpg(self.process.pid, signal.SIGKILL)
            else:
                self.process.kill()
        self.process.wait()
        if self.tier is not Tier.full:  # there, they have ended with their namespace
            sweep(self.arguments, f"{launch.FOLDER}={self.root}")
        for pipe in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                pipe and pipe.close()
        self.errors.close()
        self.scratch.close()
