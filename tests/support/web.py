"""The lesson served as a learner would serve it, and a browser without a screen that is let in."""

import json
import os
import queue
import re
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import httpx2
import pytest

from tests.support.commands import start_module
from tests.support.running import Running

PATIENCE = 30.0  # seconds, after which a test gives up


@dataclass
class Served:
    """A lesson that is being served, and the addresses that it has said."""

    process: Running
    output: TextIO
    project: Path
    said: list[str] = field(default_factory=list)
    _lines: queue.SimpleQueue[str] = field(default_factory=queue.SimpleQueue)

    def listen(self) -> None:
        """Take each line as it comes; run in a thread."""
        for line in self.output:
            self._lines.put(line.rstrip())

    @property
    def address(self) -> str:
        """The newest address that lets a browser in."""
        return str(re.findall(r"http://\S+", "\n".join(self.said))[-1])

    @property
    def origin(self) -> str:
        """Where the page is."""
        return self.address.split("/?")[0]

    def line(self) -> str:
        """Wait for the next line that the command says."""
        try:
            self.said.append(self._lines.get(timeout=PATIENCE))
        except queue.Empty:
            pytest.fail(f"nothing more was said after {self.said}")
        return self.said[-1]

    def end(self, number: int = signal.SIGINT) -> int:
        """Send a signal and wait for the end."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


def free_port() -> str:
    """A port that no other test takes, who all look for one from the usual one on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return str(free.getsockname()[1])


@contextmanager
def serving(project: Path, *arguments: str, **environment: str) -> Iterator[Served]:
    """Serve the lesson beside *project*, as a learner would."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STILLROOM_")}
    reading, writing = os.pipe()
    with open(os.devnull) as nothing, open(reading, encoding="utf-8") as output:
        try:
            process = start_module(
                "stillroom", "lesson", "--project", str(project), *(arguments or ("--no-browser",)),
                environment={**kept, **environment}, streams=(nothing.fileno(), writing, writing),
            )  # fmt: skip
        finally:
            os.close(writing)
        served = Served(process, output, project)
        listener = threading.Thread(target=served.listen)
        listener.start()
        try:
            while "Ctrl-C" not in served.line():
                assert process.poll() is None, served.said
            yield served
        finally:
            process.kill()
            process.wait(PATIENCE)
            listener.join()


def form_key(client: httpx2.Client) -> str:
    """The key that each form brings."""
    found = re.search(r'name="token" value="([^"]+)"', client.get("/summary").text)
    assert found
    return found[1]


def post(client: httpx2.Client, path: str, **fields: str) -> httpx2.Response:
    """Send a form as a browser does."""
    headers = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    return client.post(path, data={"token": form_key(client), **fields}, headers=headers)


@contextmanager
def let_in(served: Served) -> Iterator[httpx2.Client]:
    """A browser without a screen that has opened the newest address."""
    with httpx2.Client(base_url=served.origin, timeout=PATIENCE) as client:
        assert client.get(served.address).status_code == 303
        yield client


@contextmanager
def visiting(project: Path) -> Iterator[tuple[Served, httpx2.Client]]:
    """Serve *project* to a browser without a screen."""
    with serving(project) as served, let_in(served) as client:
        yield served, client


def shown_by(client: httpx2.Client, part: str, words: str) -> None:
    """Wait until the live stream says that *part* of a page shows *words*."""
    with client.stream("GET", f"/events?parts={part}") as stream:
        for line in stream.iter_lines():
            if line.startswith("data:") and words in json.loads(line[5:])["html"]:
                return
    pytest.fail(f"{part}: the stream has ended without {words}")
