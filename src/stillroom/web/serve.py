"""Serving the page: a free port, the browser, and an end that leaves nothing behind."""

import contextlib
import errno
import os
import socket
import sys
import threading
import webbrowser
from pathlib import Path
from types import FrameType

import typer
import uvicorn

from stillroom.course.course import Course
from stillroom.course.lesson_files import read_lesson
from stillroom.errors import StillroomError
from stillroom.project.watcher import Watcher
from stillroom.sandbox.runner import Runner
from stillroom.submission.intake import take_in
from stillroom.web.app import make_app
from stillroom.web.course_material import CourseMaterial
from stillroom.web.inspector import Inspector
from stillroom.web.live import LiveProject
from stillroom.web.page_key import page_key
from stillroom.web.run_command import CommandRunner, taught
from stillroom.web.security import Secrets
from stillroom.web.services import Services

HOST = "127.0.0.1"
FIRST_PORT = 8765
PORTS_TRIED = 50


def serve(project: Path, course: Course, port: int | None, browser: bool) -> None:
    """Serve the page of *project* until Ctrl-C; raises StillroomError if no port is free."""
    lesson = read_lesson(course)
    take_in(project)  # says what is the matter where there is no project
    with (
        contextlib.closing(listen(port)) as listener,
        Runner() as runner,
        contextlib.closing(Runner()) as second_runner,  # starts where a page first needs it
    ):
        bound: int = listener.getsockname()[1]
        secrets = Secrets(
            bound, page_key(project), lambda address: typer.echo(f"For another browser: {address}")
        )
        services = Services(
            project,
            CourseMaterial(course, lesson),
            LiveProject(project, lambda: Watcher(project, course, runner)),
            Inspector(project, course, second_runner),
            CommandRunner(project, taught(course, lesson)),
        )
        typer.echo(f"The lesson is at {secrets.address}")
        typer.echo("Ctrl-C ends it.")
        _run(services, secrets, listener, browser)
    typer.echo("The lesson has ended. Your progress is kept.")


def _run(services: Services, secrets: Secrets, listener: socket.socket, browser: bool) -> None:
    """Answer requests until a signal comes, and end what was begun for them."""
    config = uvicorn.Config(
        make_app(services, secrets), log_config=None, access_log=False, server_header=False,
        lifespan="off", ws="none", timeout_graceful_shutdown=2, limit_concurrency=200,
    )  # fmt: skip
    services.live.start()
    try:
        if browser and _has_browser():
            threading.Thread(target=_open, args=(secrets.address,), daemon=True).start()
        elif browser:
            typer.echo("There is no browser to open here: open the address yourself.")
        _Server(config, services.live, services.command_runner).run(sockets=[listener])
    except KeyboardInterrupt:
        pass  # uvicorn has ended in good order, and passes the signal on
    finally:
        services.command_runner.stop()
        services.live.end()


class _Server(uvicorn.Server):
    """Ends the streams and the command first: they might go on for ever."""

    def __init__(
        self, config: uvicorn.Config, live: LiveProject, command_runner: CommandRunner
    ) -> None:
        super().__init__(config)
        self.live, self.command_runner = live, command_runner

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        self.live.finish()
        self.command_runner.stop()


def listen(port: int | None) -> socket.socket:
    """Return a socket that listens on *port*, or on the first free one; raises StillroomError."""
    first = FIRST_PORT if port is None else port
    for tried in range(first, min(first + PORTS_TRIED, 65536)):
        listener = socket.socket()
        try:
            if sys.platform != "win32":
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((HOST, tried))
            listener.listen(128)
        except OSError as error:
            listener.close()
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise StillroomError(f"port {tried}: {error.strerror}") from error
            continue
        if tried != first:
            typer.echo(f"Port {first} is taken. This is port {tried}.")
        return listener
    raise StillroomError(f"no port is free from {first} on; name another one with --port")


def _has_browser() -> bool:
    """Tell whether there is a screen to open a browser on: one in the terminal would take it over."""
    names = ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY")
    return sys.platform in ("win32", "darwin") or any(os.environ.get(name) for name in names)


def _open(address: str) -> None:
    """Open the browser; where there is none, the printed address is enough."""
    with contextlib.suppress(webbrowser.Error, OSError):
        webbrowser.open(address)
