"""What published projects say of their course."""

import tomllib
from pathlib import Path

from stillroom.authoring.branch_files import name_packages
from tests.support.paths import ROOT


def test_a_project_depends_on_the_packages_of_its_course(tmp_path: Path) -> None:
    """Whatever stands behind them in the file stays."""
    template = (ROOT / "template" / "pyproject.toml.jinja").read_text("utf-8")
    plain = "\n".join(line for line in template.splitlines() if "{" not in line)
    (tmp_path / "pyproject.toml").write_text(plain, "utf-8")
    before = tomllib.loads(plain)
    name_packages(["httpx>=0.28", 'sqlalchemy-utils; sys_platform != "win32"'], tmp_path)
    after = tomllib.loads((tmp_path / "pyproject.toml").read_text("utf-8"))
    added = after["project"]["dependencies"][len(before["project"]["dependencies"]) :]
    assert added == ["httpx>=0.28", 'sqlalchemy-utils; sys_platform != "win32"']
    after["project"]["dependencies"] = before["project"]["dependencies"]
    assert after == before
