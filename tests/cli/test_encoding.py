"""A standard output of another encoding than UTF-8 is served by every command."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from stillroom.authoring import projects
from stillroom.course.course import Course
from stillroom.util.files import read_folder
from tests.support.commands import PATIENCE, start_module
from tests.support.paths import ROOT

ENCODINGS: dict[str, dict[str, str]] = {
    "cp1252": {"PYTHONIOENCODING": "cp1252"},
    "C": {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
}


def environment(encoding: str) -> dict[str, str]:
    """Return the environment of a command where that is the encoding."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GITHUB_", "STILLROOM_", "PYTHON"))
    }
    return {**kept, **ENCODINGS[encoding]}


def stillroom(encoding: str, *arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    """Run the command in a new interpreter where standard output has that encoding."""
    return subprocess.run(
        [sys.executable, "-m", "stillroom", *map(str, arguments)],
        capture_output=True, env=environment(encoding), check=False,
    )  # fmt: skip


def forked(*arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    """Run the command in a process that gets the code page of the West, and was forked where it can be."""
    words = ["tests.support.in_encoding", "cp1252", "stillroom", *map(str, arguments)]
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        with open(os.devnull) as nothing:
            streams = (nothing.fileno(), output.fileno(), errors.fileno())
            process = start_module(
                *words, folder=ROOT, environment=environment("cp1252"), streams=streams
            )
        status = process.wait(PATIENCE)
        texts = [(file.seek(0), file.read())[1] for file in (output, errors)]
    return subprocess.CompletedProcess(words, status, *texts)


@pytest.fixture(scope="module")
def project(root: Path, course: Course, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class with one project, whose finding has a character that no code page of the West has."""
    folder = tmp_path_factory.mktemp("batch") / "anna"
    projects.write_all(projects.start(root, course.find("01")), folder)
    (folder / "migrations" / "versions").mkdir(exist_ok=True)
    (folder / "migrations" / "versions" / "a.py").write_text("雪 = (\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def kept(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of that class, in which the project has a name that few terminals have."""
    folder = tmp_path_factory.mktemp("kept")
    (folder / "roster.csv").write_text(f"name,submission\n雪,{project}\n", "utf-8")
    answer = forked(
        "cohort", folder / "roster.csv",
        "--exercise", "01", "--results", folder / "out",
    )  # fmt: skip
    assert answer.returncode == 1, answer.stderr
    assert "\\u96ea" in answer.stdout.decode("ascii")
    return folder / "out"


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_grading(encoding: str, project: Path) -> None:
    """A report for people is in what the terminal has."""
    answer = stillroom(encoding, "grade", project, "--exercise", "01")
    assert (answer.returncode, answer.stderr) == (1, b"")
    text = answer.stdout.decode("ascii")
    assert "----" in text  # the line of the table
    assert "\\u2500" not in text


@pytest.mark.parametrize("name", ["json", "junit"])
def test_each_format_of_a_grading(name: str, kept: Path) -> None:
    """Documents are UTF-8."""
    answer = forked("report", kept, "--each", "--format", name)
    assert (answer.returncode, answer.stderr) == (0, b"")
    if name == "json":
        assert json.loads(answer.stdout.decode("utf-8"))["verdict"] == "failed"
    else:
        assert ET.fromstring(answer.stdout).tag == "testsuites"


def test_a_document_where_there_is_no_locale(kept: Path) -> None:
    """It is UTF-8 there too."""
    answer = stillroom("C", "report", kept, "--each", "--format", "json")
    assert (answer.returncode, answer.stderr) == (0, b"")
    assert json.loads(answer.stdout.decode("utf-8"))["verdict"] == "failed"


@pytest.mark.parametrize("name", ["terminal", "csv", "json", "markdown"])
def test_each_format_of_a_summary(name: str, kept: Path) -> None:
    """Also with names that the terminal does not have."""
    answer = forked("report", kept, "--summary", "--format", name)
    assert (answer.returncode, answer.stderr) == (0, b"")
    if name == "terminal":
        assert "\\u96ea" in answer.stdout.decode("ascii")
    else:
        assert "雪" in answer.stdout.decode("utf-8")


@pytest.mark.parametrize(
    "words",
    [
        ["list"],
        ["hint", "01", "--project"],
        ["read", "flow", "--project"],
        ["predict", "--plain", "--project"],
        ["check", "01", "--project"],
        ["explore", "models", "--project"],
        ["summary", "--project"],
    ],
)
def test_each_command(words: list[str], project: Path, tmp_path: Path) -> None:
    """Nothing ends in an error about characters."""
    own = tmp_path / "雪"
    own.mkdir()
    for name, content in read_folder(project).items():
        (own / name).parent.mkdir(parents=True, exist_ok=True)
        (own / name).write_bytes(content)
    answer = forked(*words, *([own] if words[-1] == "--project" else []))
    assert answer.returncode in (0, 1), answer.stderr
    assert b"Error" not in answer.stderr
    answer.stdout.decode("cp1252")


def test_an_error_names_what_the_terminal_lacks(tmp_path: Path) -> None:
    """The one line is one line."""
    answer = forked("grade", tmp_path / "雪", "--exercise", "01")
    assert answer.returncode == 2
    assert answer.stderr.endswith(
        b"\\u96ea: no such folder; give the folder of a Stillroom project\n"
    )
