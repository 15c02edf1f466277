"""The recipe of the image that grades: its steps are read, and those that need no engine are run."""

import json
import os
import re
import subprocess
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from tests.support.paths import ROOT
from tests.support.workflow import stand_in, with_stand_ins


@pytest.fixture(scope="module")
def steps() -> list[tuple[str, str]]:
    """The instructions of the recipe, in order: the word and the rest."""
    text = (ROOT / "Containerfile").read_text("utf-8")
    joined = re.sub(r"\\\n\s*", "", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE))
    return [
        (word, rest)
        for word, _, rest in (line.partition(" ") for line in joined.splitlines() if line)
    ]


def test_the_steps_install_the_grader_and_nothing_else(
    steps: list[tuple[str, str]], tmp_path: Path
) -> None:
    """Each RUN is run in a shell; what would change this machine only notes what it was asked for."""
    note = f'echo "$(basename "$0") $*" >> {tmp_path}/asked\n'
    for name in ("apt-get", "rm", "useradd"):
        stand_in(tmp_path / "tools", name, note)
    made = 'case "$*" in *venv*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python";; esac\n'
    stand_in(tmp_path / "tools", "python", note + made)
    for line in (rest for word, rest in steps if word == "RUN"):
        here = line.replace("/opt/", f"{tmp_path}/opt/")
        subprocess.run(
            ["sh", "-efc", here], env=with_stand_ins(tmp_path / "tools", os.environ), check=True
        )
    assert (tmp_path / "asked").read_text().replace(str(tmp_path), "").splitlines() == [
        "python -m venv /opt/grader",
        "python -m pip install --no-cache-dir /source",
        "apt-get update",
        "apt-get install --yes --no-install-recommends bubblewrap git",
        "rm -rf /var/lib/apt/lists/*",
        "useradd --create-home --uid 1000 grader",
    ]


def test_an_ordinary_user_runs_the_grader(steps: list[tuple[str, str]]) -> None:
    """The last user has no rights, the command is one of the package's, and no source comes along."""
    last = dict(steps[max(number for number, (word, _) in enumerate(steps) if word == "FROM") :])
    assert last["USER"] == "grader"
    (command,) = json.loads(last["ENTRYPOINT"])
    assert (
        command in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    )
    assert last["ENV"].startswith("PATH=/opt/grader/bin:")
    assert last["COPY"] == "--from=build /opt/grader /opt/grader"


def test_the_image_is_built_from_what_the_package_needs() -> None:
    """Neither Git's folder nor tests nor caches are sent; all that the wheel is made of is."""
    lines = (ROOT / ".containerignore").read_text("utf-8").splitlines()
    first, *rules = [line for line in lines if line and not line.startswith("#")]
    assert first == "*"
    sent = {rule.removeprefix("!") for rule in rules if rule.startswith("!")}
    build = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wheel = build["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {
        "pyproject.toml",
        "hatch_build.py",
        "exercises",
        "solutions",
        build["project"]["readme"],
    }
    needed |= {*build["project"]["license-files"], *wheel["force-include"]}
    needed |= {package.partition("/")[0] for package in wheel["packages"]}
    assert sent == needed
    assert any(fnmatchcase("src/__pycache__", rule) for rule in rules)
