"""An attack: a folder of ``tests/hostile``, and the submission that it makes."""

import importlib.util
import json
import os
import py_compile
import shutil
import socket
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from stillroom.authoring import projects
from stillroom.course.course import Course
from stillroom.sandbox.tiers import Tier
from stillroom.util.files import read_folder
from tests.hostile.targets import Targets
from tests.support.paths import ROOT

ATTACKS = sorted(path.parent for path in Path(__file__).parent.glob("*/expected.toml"))
Outline = dict[str, Any]


# What Git cannot hold. Each gets the path, and the table of ``make``.


def _text(path: Path, made: Outline) -> None:
    path.write_text(made["text"])


def _copies(path: Path, made: Outline) -> None:
    for number in range(made["number"]):
        name = path.name.replace("{number}", str(number))
        text = made["text"].replace("{number}", str(number))
        path.with_name(name).write_text(text * made.get("times", 1))


def _repeat(path: Path, made: Outline) -> None:
    """A text many times, between two others; after what the file has already, if that is asked for."""
    before = path.read_text() if made.get("append") else ""
    words = made.get("before", ""), made["text"] * made["number"], made.get("after", "")
    path.write_text(before + "".join(words))


def _stairs(path: Path, made: Outline) -> None:
    """A line many times, each further to the right than the one before."""
    lines = (" " * number + made["text"] for number in range(made["number"]))
    path.write_text("\n".join([path.read_text(), *lines, " " * made["number"] + "pass", ""]))


def _symlink(path: Path, made: Outline) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.symlink_to(made["to"])


def _socket(path: Path, _made: Outline) -> None:
    place = os.open(path.parent, os.O_PATH)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"/proc/self/fd/{place}/{path.name}")  # the whole path may be too long
    os.close(place)


def _device(path: Path, _made: Outline) -> None:
    try:
        os.mknod(path, 0o20666, os.makedev(1, 5))
    except PermissionError:
        made = os.environ.get("STILLROOM_HOSTILE_DEVICE")
        if not made:
            pytest.skip("only root can make a device")
        os.rename(made, path)  # root has made one


def _size(path: Path, made: Outline) -> None:
    path.touch()
    os.truncate(path, made["size"])


def _bytecode(path: Path, made: Outline) -> None:
    right, time = path.read_text(), path.stat().st_mtime_ns
    path.write_text(made["text"].ljust(len(right.encode())))
    os.utime(path, ns=(time, time))
    py_compile.compile(str(path), importlib.util.cache_from_source(str(path)))
    path.write_text(right)
    os.utime(path, ns=(time, time))


MAKERS: dict[str, Callable[[Path, Outline], None]] = {
    "text": _text, "copies": _copies, "symlink": _symlink, "socket": _socket, "device": _device,
    "size": _size, "bytecode": _bytecode,
    "fifo": lambda path, made: os.mkfifo(path),
    "repeat": _repeat,
    "stairs": _stairs,
}  # fmt: skip


class Attack:
    """One folder of ``tests/hostile``."""

    def __init__(self, folder: Path) -> None:
        """Read what it is."""
        self.folder, self.name = folder, folder.name
        self.about: Outline = tomllib.loads((folder / "expected.toml").read_text())
        self.exercise: str = self.about.get("exercise", "01-add-users")

    @property
    def depends_on_the_tier(self) -> bool:
        """Whether it ends in some tier otherwise than in another one."""
        return any(tier.value in self.about for tier in Tier)

    def expected(self, tier: Tier) -> Outline:
        """Return what is expected of it in *tier*."""
        return {"harm": [], "may": [], **self.about, **self.about.get(tier.value, {})}

    def write_into(self, project: Path, targets: Targets) -> None:
        """Write the submission of this attack."""
        about = self.about
        projects.write_all(base(self.exercise), project)
        files = read_folder(self.folder)
        del files["expected.toml"]
        filled = {
            name.removesuffix(".txt"): targets.filled(content.decode()).encode()
            for name, content in files.items()
        }
        projects.write_all(filled, project)
        for made in about.get("make", []):
            made = {
                key: targets.filled(value) if isinstance(value, str) else value
                for key, value in made.items()
            }
            path = project / made["path"]
            path.parent.mkdir(parents=True, exist_ok=True)
            MAKERS[made["kind"]](path, made)


@cache
def base(exercise: str) -> dict[str, bytes]:
    """Return the solved exercise; from a file, where the course's repository cannot be reached."""
    if path := os.environ.get("STILLROOM_HOSTILE_BASE"):
        known = json.loads(Path(path).read_text())
        return {name: text.encode() for name, text in known[exercise].items()}
    return projects.solved(ROOT, Course(ROOT / "exercises").find(exercise))
