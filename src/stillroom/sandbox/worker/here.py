"""Runs commands in this very process, where forking is not to be had."""

import os
import sys

from stillroom.sandbox.worker.attendant import Answer, Request
from stillroom.sandbox.worker.confine import Confinement
from stillroom.sandbox.worker.operations import enter, execute
from stillroom.sandbox.worker.packages import forget
from stillroom.sandbox.worker.supervise import report_text


class InThisProcess:
    """One command after the other; nobody stops one that is too slow but whoever waits for it."""

    def __init__(self, confinement: Confinement) -> None:
        """Begin; there is nothing to confine."""
        self.confinement = confinement

    def run(self, request: Request) -> Answer:
        """Run a command; what it loaded of the project is unloaded again."""
        before, place, path = set(sys.modules), os.getcwd(), list(sys.path)
        chunks: list[bytes] = []
        status = 0
        try:
            enter(request)
            execute(request, self.confinement.database, chunks.append)
        except SystemExit as left:
            status = left.code if isinstance(left.code, int) else 1
        except BaseException:  # noqa: BLE001 - the error is in the report already
            status = 70
        finally:
            os.chdir(place)
            sys.path[:] = path
            forget()
            for name in set(sys.modules) - before:
                if name.partition(".")[0] == "app":
                    del sys.modules[name]
        return {"status": status & 0xFF, "report": report_text(b"".join(chunks))}

    def close(self) -> None:
        """Nothing waits here."""
