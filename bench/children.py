"""Child processes with a time limit, of which nothing is left when they end."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from stillroom.util.text import clean


@dataclass(frozen=True)
class Outcome:
    """How a child ended: its exit status, None if it was too slow, and what it printed."""

    status: int | None
    output: str

    @property
    def last_line(self) -> str:
        """The last line of the output, harmless."""
        lines = self.output.strip().splitlines()
        return clean(lines[-1], 160) if lines else ""


def run(
    command: Sequence[str], folder: Path, environment: dict[str, str], seconds: float
) -> Outcome:
    """Run *command* in *folder*, for at most *seconds*, and end everything that it started."""
    process = subprocess.Popen(  # noqa: S603 - the benchmark's own commands
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        output, _ = process.communicate(timeout=seconds)
        status: int | None = process.returncode
    except subprocess.TimeoutExpired:
        output, status = b"", None
    finally:
        _end(process)
    return Outcome(status, output.decode("utf-8", "replace"))


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()
    if process.stdout:
        process.stdout.close()


def environment(scratch: Path, **more: str) -> dict[str, str]:
    """Return the whole environment of a child that runs a submission's code."""
    return {
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "HOME": str(scratch),
        "TMPDIR": str(scratch),
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        **more,
    }
