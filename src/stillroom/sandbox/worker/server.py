"""The processes behind a grading, from the outside in:

    server      warmed; forks an attendant for each submission, and reads nothing of it itself
    attendant   runs the commands of one submission: a child for each, whose end it waits for
    child       confined; runs one command of the learner's project

The first attendant is there at once, while the server warms up: it is for the attacks that try the
isolation, and nothing of a learner's is given to it. For each attendant after that one the parent asks
with one byte, ``!``; what follows is for the attendant.
"""

import contextlib
import gc
import json
import os
import sys
from collections.abc import Callable, Iterator

from stillroom.sandbox.worker.attendant import Attendant, Request
from stillroom.sandbox.worker.child import ChildPerCommand
from stillroom.sandbox.worker.confine import Confinement, prepare
from stillroom.sandbox.worker.here import InThisProcess
from stillroom.sandbox.worker.memory_pages import PageMeasurement, Pages, join_pages
from stillroom.sandbox.worker.orphans import adopt_orphans, end_all_children
from stillroom.sandbox.worker.remove import remove
from stillroom.sandbox.worker.warm import WarmProject
from stillroom.sandbox.worker.wire import line, write_all

NEW_OBJECTS = 20_000
"""As many new objects let Python look for garbage. A usual command is through before: it would only
copy memory and take time."""

MANY = 6
"""From so many submissions on, more are to be expected: what makes each a little faster takes as much time
as ten of them gain by it."""


def serve(confinement: Confinement) -> None:
    """Fork an attendant for every submission until the input ends; warm up before the first one."""
    gc.disable()  # what is loaded here stays: looking for garbage among it only takes time
    prepare(confinement)
    adopt_orphans()
    trial = _attendant(confinement, tuple)
    _answer({"ready": os.getpid()})
    project = WarmProject(confinement)
    project.warm_up()
    gc.freeze()
    gc.enable()
    gc.set_threshold(NEW_OBJECTS, *gc.get_threshold()[1:])
    os.waitpid(trial, 0)
    _clear(confinement)
    # The first submission waits for nothing that only makes it faster: the pages get known meanwhile.
    measurement = PageMeasurement(project.usual_command)
    submissions = 0
    while os.read(0, 1) == b"!":
        submissions += 1
        if submissions == MANY:
            measurement.end()
            project.load_what_few_need()
            join_pages()
            measurement = PageMeasurement(project.usual_command)
            measurement.result()
        attendant = _attendant(confinement, measurement.so_far)
        os.waitpid(attendant, 0)
        _clear(confinement)
    remove(confinement.root)


def _attendant(confinement: Confinement, pages: Callable[[], Pages]) -> int:
    """Fork an attendant, and return its number."""
    process = os.fork()
    if process == 0:
        _serve_submission_and_exit(confinement, pages)
    return process


def _clear(confinement: Confinement) -> None:
    """End and remove what is left of a submission, and say that it is closed."""
    end_all_children()
    for name in os.listdir(confinement.root):  # left where the attendant was killed
        remove(os.path.join(confinement.root, name))
    _answer({"closed": True})


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


def _serve_submission_and_exit(confinement: Confinement, pages: Callable[[], Pages]) -> None:
    try:
        adopt_orphans()
        commands = ChildPerCommand(confinement, pages)
        Attendant(confinement, commands, _answer).serve(_requests())
    except BaseException as error:  # noqa: BLE001 - this process must end here, whatever happened
        with contextlib.suppress(OSError):
            fault = f"{type(error).__name__}: {error}"
            _answer({"fault": fault, "errno": getattr(error, "errno", None)})
    finally:
        os._exit(0)


def _requests() -> Iterator[Request]:
    return map(json.loads, sys.stdin.buffer)


def _answer(message: Request) -> None:
    write_all(1, line(message))
