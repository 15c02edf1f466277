"""What a project is installed as, from its pyproject.toml."""

import pytest

from stillroom.submission.installed import as_installed

TEMPLATE = '[project]\nname = "{}"\n'


@pytest.mark.parametrize(
    ("pyproject", "path", "version"),
    [
        (TEMPLATE.format("Tide.Table") + 'version = "1.2"', "tide_table-1.2", "1.2"),
        (TEMPLATE.format("tide-table") + 'dynamic = ["version"]', "tide_table-0", "0"),
    ],
)
def test_its_name_and_version_are_told(pyproject: str, path: str, version: str) -> None:
    """As an installation would, in the folder that Python looks for."""
    files = as_installed(pyproject.encode())
    assert list(files) == [f"{path}.dist-info/METADATA"]
    assert f"\nVersion: {version}\n" in next(iter(files.values())).decode()


@pytest.mark.parametrize(
    "pyproject",
    [None, b"\xff", b"[project", b"project = 1", TEMPLATE.format("../app").encode(), b"[project]\nname = 1"],
)  # fmt: skip
def test_anything_else_is_no_installation(pyproject: bytes | None) -> None:
    """A file that cannot be read, a name that is none."""
    assert as_installed(pyproject) == {}
