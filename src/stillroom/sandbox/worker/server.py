"""The processes behind a grading, from the outside in:

    server      warmed; forks an attendant for each submission, and reads nothing of it itself
    attendant   runs the commands of one submission: a child for each, whose end it waits for
    child       confined; runs one command of the learner's project

The parent asks for an attendant with one byte, ``!``; what follows is for the attendant.
"""

import contextlib
import gc
import json
import os
import sys
from collections.abc import Iterator

from stillroom.sandbox.worker.attendant import Attendant, Request
from stillroom.sandbox.worker.child import ChildPerCommand
from stillroom.sandbox.worker.confine import Confinement, prepare
from stillroom.sandbox.worker.here import InThisProcess
from stillroom.sandbox.worker.memory_pages import PageMeasurement, Pages
from stillroom.sandbox.worker.orphans import adopt_orphans, end_all_children
from stillroom.sandbox.worker.remove import remove
from stillroom.sandbox.worker.warm import WarmProject
from stillroom.sandbox.worker.wire import line, write_all


def serve(confinement: Confinement) -> None:
    """Warm up, then fork an attendant for every submission until the input ends."""
    gc.disable()  # what is loaded here stays: looking for garbage among it only takes time
    prepare(confinement)
    project = WarmProject(confinement)
    project.warm_up()
    adopt_orphans()
    gc.freeze()
    gc.enable()
    measurement: PageMeasurement | None = PageMeasurement(project.usual_command)
    pages: Pages = ()
    _answer({"ready": os.getpid()})
    while os.read(0, 1) == b"!":
        attendant = os.fork()
        if attendant == 0:
            _serve_submission_and_exit(confinement, pages)
        os.waitpid(attendant, 0)
        # The first submission does not wait for the measurement, which takes about as long as a
        # command: its children copy nothing ahead. From the second one on, the pages are known.
        if measurement is not None:
            pages, measurement = measurement.result(), None
        end_all_children()
        for name in os.listdir(confinement.root):  # left where the attendant was killed
            remove(os.path.join(confinement.root, name))
        _answer({"closed": True})
    remove(confinement.root)


def session(confinement: Confinement) -> None:
    """Run the commands of one submission in this very process, where forking is not to be had."""
    prepare(confinement)
    output = os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 1)
    os.dup2(null, 2)
    sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")

    def answer(message: Request) -> None:
        output.write(line(message))
        output.flush()

    answer({"ready": os.getpid()})
    Attendant(confinement, InThisProcess(confinement), answer).serve(_requests())


def _serve_submission_and_exit(confinement: Confinement, pages: Pages) -> None:
    try:
        adopt_orphans()
        commands = ChildPerCommand(confinement, pages)
        Attendant(confinement, commands, _answer).serve(_requests())
    except BaseException as error:  # noqa: BLE001 - this process must end here, whatever happened
        with contextlib.suppress(OSError):
            _answer({"fault": f"{type(error).__name__}: {error}"})
    finally:
        os._exit(0)


def _requests() -> Iterator[Request]:
    return map(json.loads, sys.stdin.buffer)


def _answer(message: Request) -> None:
    write_all(1, line(message))
