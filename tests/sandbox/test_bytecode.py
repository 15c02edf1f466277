"""A submission's files are compiled once, by a child that runs nothing of them."""

import importlib
import sys
from collections.abc import Callable, Iterator
from importlib.util import cache_from_source
from pathlib import Path

import pytest

from stillroom.sandbox.runner import Runner
from stillroom.sandbox.tiers import Tier
from stillroom.sandbox.worker import bytecode

FILES = {
    "app/__init__.py": b"",
    "app/right.py": b"VALUE = 'right'\n",
    "app/broken.py": b"def (\n",
    "app/latin.py": b"# -*- coding: latin-1 -*-\nVALUE = '\xfc'\n",
    "app/not_utf8.py": b"VALUE = '\xfc'\n",
    "app/warns.py": b"VALUE = '\\d'\n",
    "app/deep.py": b"VALUE = " + b"(" * 5000 + b")" * 5000,
    "migrations/versions/notes.txt": b"no Python",
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "project"
    for name, content in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    data = tmp_path / "data"
    data.mkdir()
    names = bytecode.sources(FILES)
    bytecode.compile_all(str(folder), names, str(data))
    bytecode.keep(str(folder), names, str(data))
    monkeypatch.syspath_prepend(str(folder))
    yield folder
    for name in [name for name in sys.modules if name.partition(".")[0] == "app"]:
        del sys.modules[name]


def test_what_can_be_compiled_without_a_word_is(project: Path) -> None:
    """The others are compiled by whoever imports them, who says what is wrong."""
    compiled = {name for name in FILES if Path(cache_from_source(str(project / name))).is_file()}
    assert compiled == {"app/__init__.py", "app/right.py", "app/latin.py"}


def test_it_is_what_python_loads(project: Path) -> None:
    """A file that is not checked against its source is found, and belongs to the right place."""
    (project / "app" / "right.py").write_text("VALUE = 'another'\n")
    module = importlib.import_module("app.right")
    assert (module.VALUE, module.__file__) == ("right", str(project / "app" / "right.py"))
    assert importlib.import_module("app.latin").VALUE == "ü"


def test_a_link_is_not_kept(tmp_path: Path) -> None:
    """Nothing but what lies there itself is copied."""
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "0").symlink_to(tmp_path / "secret")
    (tmp_path / "app.py").touch()
    bytecode.keep(str(tmp_path), ["app.py"], str(tmp_path / "data"))
    assert not (tmp_path / "__pycache__").exists()


def test_too_much_is_left_to_the_commands(tmp_path: Path) -> None:
    (tmp_path / "small.py").write_bytes(b"#" * bytecode.MOST_SOURCE)
    (tmp_path / "large.py").write_bytes(b"#")
    assert bytecode.is_worthwhile(str(tmp_path), ["small.py"])
    assert not bytecode.is_worthwhile(str(tmp_path), ["small.py", "large.py"])


COUNTS_ITS_FILES = b"""
import pathlib
found = sorted(path.name for path in pathlib.Path(__file__).parent.rglob("*.pyc"))
raise RuntimeError(f"compiled: {[name.partition('.')[0] for name in found]}")
"""


@pytest.mark.parametrize("tier", [Tier.full, Tier.process, Tier.self_check])
def test_a_command_finds_what_is_compiled(tier: Tier, runner_of: Callable[[Tier], Runner]) -> None:
    """In each tier; and no command can change it."""
    files = {"app/__init__.py": b"", "app/database.py": b"", "app/models.py": COUNTS_ITS_FILES}
    with runner_of(tier).open(files) as project:
        trouble = project.run({}, "models").trouble
    assert trouble is not None
    assert trouble.message == "compiled: ['__init__', 'database', 'models']"
