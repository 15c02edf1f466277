"""The editor of the page is what its sources make: the record beside them has the digest of each file."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from stillroom.web.render import STATIC
from tests.support.paths import ROOT

pytestmark = pytest.mark.fast
FRONTEND, BUILT = ROOT / "frontend", STATIC / "editor"
REBUILD = "run nox -s editor, and commit what it writes"


def digests(folder: Path, names: list[str]) -> dict[str, str]:
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}


def test_the_editor_is_built_of_its_sources() -> None:
    record = json.loads((FRONTEND / "built.json").read_text("utf-8"))
    sources = sorted(path.name for path in FRONTEND.iterdir() if path.is_file())
    assert sorted([*record["sources"], "built.json"]) == sources
    assert digests(FRONTEND, list(record["sources"])) == record["sources"], REBUILD
    assert digests(BUILT, [path.name for path in BUILT.iterdir()]) == record["built"], REBUILD


def test_every_package_is_locked_and_its_licence_is_there() -> None:
    """What is bundled has its licence beside it; what only builds has not."""
    packages = json.loads((FRONTEND / "package-lock.json").read_text("utf-8"))["packages"]
    locked = {name: about for name, about in packages.items() if name}
    assert [name for name, about in locked.items() if "integrity" not in about] == []
    licences = (BUILT / "LICENCES.txt").read_text("utf-8")
    named = re.findall(r"^(\S+) ([\d.]+) \(MIT\)$", licences, re.MULTILINE)
    for name, version in named:
        assert locked[f"node_modules/{name}"]["version"] == version
    direct = json.loads((FRONTEND / "package.json").read_text("utf-8"))["dependencies"]
    assert direct.items() <= dict(named).items()


def test_its_weight_is_told_as_it_is() -> None:
    page = (ROOT / "docs" / "page.md").read_text("utf-8")
    told = re.search(r"editor weighs (\d+) kB", page)
    assert told is not None
    assert int(told[1]) == round((BUILT / "editor.js").stat().st_size / 1000)
