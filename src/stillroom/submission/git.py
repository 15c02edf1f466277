"""Git, as this package uses it: our own arguments, no hooks, no monitor, bounded in time and output."""

import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

SETTINGS = ("core.fsmonitor=false", f"core.hooksPath={os.devnull}")
NOBODY = {
    "LC_ALL": "C",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}
"""The environment in which neither the user's nor the system's settings count."""


class GitError(Exception):
    """Git could not do it; the text is what Git said, without its ``fatal:``."""


class NoGit(GitError):
    """There is no Git on this machine."""


class TooMuch(GitError):
    """Git had more to say than was asked for."""


@dataclass(frozen=True)
class Git:
    """Git in a folder."""

    folder: Path
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    settings: tuple[str, ...] = SETTINGS
    is_detached: bool = False
    """Whether Ctrl-C reaches us alone, and we decide when Git stops."""

    def run(
        self,
        *arguments: str,
        stdin: bytes = b"",
        most: int | None = None,
        seconds: float | None = None,
        variables: Mapping[str, str] | None = None,
    ) -> bytes:
        """Return what a command of Git prints.

        It may print at most *most* bytes and run for *seconds*; *variables* are added to its
        environment. Raises GitError; NoGit where there is none; TooMuch for a longer answer.
        """
        options = [word for setting in self.settings for word in ("-c", setting)]
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as errors:
            given.write(stdin)
            given.seek(0)
            process = subprocess.Popen(  # noqa: S603 - our own arguments
                [program(), *options, *arguments],
                cwd=self.folder, env={**self.environment, **(variables or {})}, stdin=given,
                stdout=subprocess.PIPE, stderr=errors, start_new_session=self.is_detached,
            )  # fmt: skip
            answer = _bounded(process, -1 if most is None else most + 1, seconds)
            if most is not None and len(answer) > most:
                raise TooMuch(f"more than {most} bytes")
            if process.returncode:
                errors.seek(0)
                is_killed = process.returncode < 0
                silence = "it took too long" if is_killed else f"status {process.returncode}"
                raise GitError(_words(errors.read(2000)) or silence)
            return answer


def program() -> str:
    """Return the path of Git; raises NoGit."""
    path = shutil.which("git")
    if path is None:
        raise NoGit("not found on this machine")
    return path


def _words(errors: bytes) -> str:
    return errors.decode("utf-8", "replace").strip().removeprefix("fatal: ").removeprefix("error: ")


def _bounded(process: subprocess.Popen[bytes], most: int, seconds: float | None) -> bytes:
    """Return at most *most* bytes of what *process* prints, and end it, after *seconds* at the latest."""
    alarm = threading.Timer(seconds, process.kill) if seconds is not None else None
    try:
        if alarm is not None:
            alarm.start()
        assert process.stdout is not None  # noqa: S101 - for the type checker: opened as a pipe
        answer = process.stdout.read(most)
        if 0 <= most == len(answer):
            process.kill()
        process.wait()
        return answer
    finally:
        if alarm is not None:
            alarm.cancel()
        process.kill()
        process.communicate()
