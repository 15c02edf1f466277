"""The guide for authors, followed word by word: its files are written, its commands run in order."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.commands import run_module
from tests.support.in_process import RunnersInProcess
from tests.support.paths import ROOT
from tests.support.run_here import run_here

GUIDE = (ROOT / "docs" / "first-exercise.md").read_text("utf-8")
BLOCK = re.compile(
    r"^(?:`(?P<path>[\w./-]+)`:\n\n)?```(?P<kind>\w+)\n(?P<text>.*?)^```", re.MULTILINE | re.DOTALL
)
# What installs something needs the network; the packages are here already.
INSTALLS = re.compile(r"^(?:python -m (?:pip|venv) .*|source .*)\n", re.MULTILINE)
ONE_OF_OURS = re.compile(r"stillroom .*\n?")
PROOF = "stillroom course --course my-course --write\n"
# Learners' nox installs the wheels that came along. This one runs what is in them, without a network.
NOX = """#!{python}
import os, sys, zipfile
from pathlib import Path
installed = Path({place!r}, "installed")
for wheel in () if installed.exists() else Path("wheels").glob("*.whl"):
    zipfile.ZipFile(wheel).extractall(installed)
os.environ.update(PYTHONPATH=str(installed), STILLROOM_FACE="nox")
session = sys.argv[sys.argv.index("-s") + 1]
os.execv(sys.executable, [sys.executable, "-m", "stillroom", session])
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An empty folder to follow the guide in, beside the learner's nox."""
    (tmp_path / "bin").mkdir()
    nox = tmp_path / "bin" / "nox"
    nox.write_text(NOX.format(python=sys.executable, place=str(tmp_path)))
    nox.chmod(0o755)
    (tmp_path / "here").mkdir()
    return tmp_path / "here"


def ran(place: Path, command: str) -> tuple[int, str]:
    """Run a block of the guide where the one before it ended; return its status and what it said."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STILLROOM_")}
    programs = [str(place.parent / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]]
    where = place.parent / "where"
    start = where.read_text().strip() if where.exists() else str(place)
    environment = kept | {"PATH": os.pathsep.join(programs), "COLUMNS": "200", "NO_COLOR": "1"}
    if ONE_OF_OURS.fullmatch(command):
        done = run_module(
            *shlex.split(command), folder=Path(start), environment=environment,
            is_script=True, as_on_screen=True,
        )  # fmt: skip
    else:
        done = subprocess.run(
            ["bash", "-euc", f"cd '{start}'; trap 'pwd > {where}' EXIT\n{command}"],
            env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        )  # fmt: skip
    return done.returncode, done.stdout


@pytest.fixture
def prove(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[str], tuple[int, str]]:
    """Run the command that proves the course; no process is needed, since every answer is our own."""

    def run(command: str) -> tuple[int, str]:
        with monkeypatch.context() as patch:
            patch.setattr("stillroom.cohort.warmed_runners.WarmedRunners", RunnersInProcess)
            patch.setattr("os.cpu_count", lambda: 1)
            patch.chdir(place)
            status = run_here(patch, *shlex.split(command)[1:])
        return status, "".join(capsys.readouterr())

    return run


@pytest.mark.processes
@pytest.mark.long
def test_the_guide_can_be_followed_word_by_word(
    place: Path, prove: Callable[[str], tuple[int, str]]
) -> None:
    """Each command ends as the guide says, and what it prints there is what the guide prints."""
    said = []
    for block in BLOCK.finditer(GUIDE):
        path, kind, text = block["path"], block["kind"], block["text"]
        if path:
            (place / path).parent.mkdir(parents=True, exist_ok=True)
            (place / path).write_text(text, "utf-8")
        elif kind == "console":
            command, _, shown = text.removeprefix("$ ").partition("\n")
            assert ran(place, command) == (2, shown)
        elif kind == "sh" and (commands := INSTALLS.sub("", text)):
            not_passed = "nox -s check" in commands or "stillroom grade" in commands
            status, output = prove(commands) if commands == PROOF else ran(place, commands)
            assert status == not_passed, output
            said.append((commands, output))
    outputs = "\n".join(output for _, output in said)
    assert "1 exercise keeps every rule of the course." in outputs
    assert "1 exercise, 32 wrong answers derived, all refused; 0 declared" in outputs
    assert "1 of 1 exercises passed." in outputs
    assert len(re.findall(r"^NOT YET  0 of 10 points$", outputs, re.MULTILINE)) == 2
    assert "01-add-members, hint 1 of 3: Which command writes" in outputs
    findings = place / "my-course/samples/01-add-members/card-twice/expected.toml"
    assert 'code = "unique-missing"' in findings.read_text("utf-8")
