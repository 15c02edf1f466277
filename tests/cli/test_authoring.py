"""The authors' commands: bad input and missing packages are one line."""

import sys
from pathlib import Path

import pytest

from stillroom.authoring.proving.prove import Outcome
from tests.support.run_here import run_here


@pytest.mark.parametrize(
    "words", [["course"], ["new", "05-x"], ["branches", "out"], ["demo"], ["picture"]]
)
def test_outside_of_a_course_there_is_one_line(
    words: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It says where the command belongs."""
    monkeypatch.chdir(tmp_path)
    assert run_here(monkeypatch, *words) == 2
    said = capsys.readouterr()
    assert (said.out, len(said.err.splitlines())) == ("", 1)
    what = "copier.yml is not here" if words == ["picture"] else "there is no course here; name its"
    assert said.err.startswith(f"stillroom: {tmp_path}: {what}")
    assert list(tmp_path.iterdir()) == []


def test_without_copier_the_line_says_what_to_install(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is published."""
    monkeypatch.chdir(root)
    monkeypatch.setitem(sys.modules, "copier", None)
    assert run_here(monkeypatch, "branches", str(tmp_path / "out")) == 2
    said = capsys.readouterr().err
    assert said.startswith("stillroom: Copier is not installed")
    assert "stillroom[author]" in said
    assert len(said.splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_the_help_shows_them_last(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each of them says whom it is for."""
    assert run_here(monkeypatch, "--help") == 0
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    names = [line.split()[0] for line in lines if "For authors:" in line]
    assert names == ["course", "new", "branches", "demo", "picture"]


def test_a_missing_id_points_at_the_help_of_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The help of the whole program does not say what an id is."""
    assert run_here(monkeypatch, "new") == 2
    assert capsys.readouterr().err.endswith(" Try: stillroom new --help\n")


@pytest.mark.parametrize(
    ("sentences", "status", "out", "err"),
    [
        ((), 0, "4 exercises, 9 wrong answers derived, all refused; 1 declared survivor.\n", ""),
        (("01: a hole",), 1, "", "01: a hole\n"),
    ],
)
def test_course_proves_after_the_rules(
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    sentences: tuple[str, ...],
    status: int,
    out: str,
    err: str,
) -> None:
    """What survived ends with status 1; without a proof only the rules are checked."""
    monkeypatch.chdir(root)
    monkeypatch.setattr("stillroom.authoring.rules.broken", lambda *_: iter(()))
    monkeypatch.setattr(
        "stillroom.authoring.proving.prove.prove", lambda *_: Outcome(4, 9, 1, sentences)
    )
    rules = "exercises keep every rule of the course.\n"
    assert run_here(monkeypatch, "course") == status
    said = capsys.readouterr()
    assert (said.out.partition(rules)[2], said.err) == (out, err)
    assert run_here(monkeypatch, "course", "--no-proof") == 0
    assert capsys.readouterr().out.endswith(rules)
