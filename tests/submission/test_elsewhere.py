"""Work that lies where nobody looks for it is named."""

from pathlib import Path

import pytest

from stillroom.errors import StillroomError
from stillroom.submission.intake import take_in

REVISION = "versions/0002_add_berth.py"


def lay(folder: Path, *paths: str) -> None:
    """Make empty files."""
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).touch()


@pytest.mark.parametrize(
    "path", [f"alembic/{REVISION}", f"src/migrations/{REVISION}", "src/app/models.py", "code/app/models/boat.py"]
)  # fmt: skip
def test_a_revision_or_a_model_elsewhere_is_seen(tmp_path: Path, path: str) -> None:
    """Beside the folders that are graded."""
    lay(tmp_path, "app/models.py", f"migrations/{REVISION}", path)
    submission = take_in(tmp_path)
    assert submission.elsewhere == (path,)
    assert path not in submission.files


@pytest.mark.parametrize(
    "path", [f".git/{REVISION}", f"venv/lib/{REVISION}", f"node_modules/{REVISION}", "tools/check.py"]
)  # fmt: skip
def test_other_files_are_not(tmp_path: Path, path: str) -> None:
    """Environments, hidden folders, and files of another kind."""
    lay(tmp_path, "app/models.py", f"migrations/{REVISION}", path)
    assert take_in(tmp_path).elsewhere == ()


def test_a_project_one_folder_deeper_is_named(tmp_path: Path) -> None:
    """The folder to give is in the message."""
    lay(tmp_path, "my-boats/app/models.py", f"my-boats/migrations/{REVISION}")
    with pytest.raises(StillroomError, match="one folder deeper: give my-boats"):
        take_in(tmp_path)


def test_what_is_no_project_is_said_as_it_is(tmp_path: Path) -> None:
    """How deep the project lies, and what a folder lacks."""
    lay(tmp_path, f"lone/x/migrations/{REVISION}")
    with pytest.raises(
        StillroomError, match="x/ holds migrations/ and no app/; hand in the folder"
    ):
        take_in(tmp_path / "lone")
    lay(tmp_path, "lone/x/app/models.py")
    with pytest.raises(StillroomError, match="two folders deeper: give lone/x"):
        take_in(tmp_path)
