"""One archive with what a whole class has handed in, as a learning-management system gives it."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from stillroom.cohort.sources import gather, unpacked
from stillroom.errors import StillroomError
from tests.support.commands import run_module

MODELS = {"app/models.py": b"x = 1\n", "migrations/versions/a.py": b""}


def zipped(files: dict[str, bytes]) -> bytes:
    """Return a zip archive of *files*."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return content.getvalue()


def of_a_class(folder: str = "") -> dict[str, bytes]:
    """Return a folder, and an archive as Canvas names it, of two learners, and a file of a third."""
    return {
        **{f"{folder}anna/{path}": text for path, text in MODELS.items()},
        f"{folder}ben_4711_0815_work.zip": zipped(MODELS),
        f"{folder}chen/report.pdf": b"%PDF",
        f"{folder}notes.txt": b"",
        f"{folder}__MACOSX/ben_4711_0815_work.zip": b"",
    }


@pytest.mark.parametrize("folder", ["", "all of them/", "course/term/all of them/"])
def test_each_submission_in_it_is_one_of_the_class(folder: str, tmp_path: Path) -> None:
    """Also where the archive wraps them in a folder; it is gone afterwards."""
    place = tmp_path / "class.zip"
    place.write_bytes(zipped(of_a_class(folder)))
    with unpacked(place) as inside:
        assert [source.name for source in gather(inside, tmp_path / "out")] == [
            "anna",
            "ben",
            "chen",
        ]
    assert not inside.exists()


def test_one_learner_in_folders_is_no_class_of_parts(tmp_path: Path) -> None:
    """Their folder is the submission, however deep the project lies in it."""
    place = tmp_path / "class.zip"
    place.write_bytes(zipped({f"all/anna/x/y/{path}": text for path, text in MODELS.items()}))
    with unpacked(place) as inside:
        assert [source.name for source in gather(inside, tmp_path / "out")] == ["anna"]


def test_a_damaged_one_is_one_line(tmp_path: Path) -> None:
    """And so is one with a single project in it."""
    place = tmp_path / "class.zip"
    place.write_bytes(b"PK\3\4 and no more")
    with (
        pytest.raises(StillroomError, match=r"class\.zip: the archive is damaged"),
        unpacked(place),
    ):
        pass
    place.write_bytes(zipped(MODELS))
    with unpacked(place) as inside, pytest.raises(StillroomError, match="this is one project"):
        gather(inside, tmp_path / "out")


@pytest.mark.processes
def test_it_is_graded_in_one_command(tmp_path: Path) -> None:
    """A restart knows the results."""
    place, out = tmp_path / "class.zip", tmp_path / "out"
    place.write_bytes(zipped(of_a_class()))
    words = (
        "stillroom",
        "cohort",
        str(place),
        "--exercise",
        "02",
        "--results",
        str(out),
        "--plain",
        "--jobs",
        "1",
    )
    for told in ("3 of 3", "3 known from an earlier run"):
        answer = run_module(*words)
        assert answer.returncode == 1, answer.stderr
        assert told in answer.stderr
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    assert [(row["name"], row["status"]) for row in summary["results"]] == [
        ("anna", "failed"),
        ("ben", "failed"),
        ("chen", "not-handed-in"),
        ("notes.txt", "left-out"),
    ]
