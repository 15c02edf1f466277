"""Runs the steps of a workflow of GitHub as its runner would: the shell for real, the actions by hand.

What a step may use is only what the test gives: an expression that the test does not know is an error.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

_EXPRESSION = re.compile(r"\$\{\{\s*(.+?)\s*\}\}")
Action = Callable[[Mapping[str, str]], Mapping[str, str]]
"""Does what an action does with its inputs; returns its outputs."""


def read(path: Path) -> dict[Any, Any]:
    """Return the workflow in a file; YAML reads the key ``on`` as a truth value."""
    workflow = yaml.safe_load(path.read_text("utf-8"))
    assert isinstance(workflow, dict)
    return workflow


@dataclass
class Machine:
    """A machine with a workspace, on which the steps of a job run one after the other."""

    folder: Path
    variables: Mapping[str, str]
    known: dict[str, str] = field(default_factory=dict)
    """Expressions and their values; those of the steps and the inputs are added."""
    actions: dict[str, Action] = field(default_factory=dict)
    """What actions do, by the beginning of their names."""
    said: str = ""
    """What all commands wrote."""
    has_failed: bool = False

    def __post_init__(self) -> None:
        """Make the folders and files that a runner has."""
        self.workspace, self.temp = self.folder / "workspace", self.folder / "temp"
        for folder in (self.workspace, self.temp):
            folder.mkdir(parents=True, exist_ok=True)
        self.summary = self.temp / "summary.md"
        self.known["runner.temp"] = str(self.temp)

    def job(self, steps: list[dict[str, Any]], action_path: Path | None = None) -> None:
        """Run *steps*; those of a composite action know its folder."""
        for step in steps:
            condition = step.get("if", "success()")
            assert condition in ("success()", "success() || failure()"), condition
            if self.has_failed and condition == "success()":
                continue
            outputs = (
                self._use(step) if "uses" in step else self._shell(step, action_path)
            )  # a name with `steps.` is what later steps know
            for name, value in outputs.items():
                self.known[f"steps.{step.get('id')}.outputs.{name}"] = value

    def filled(self, text: object) -> str:
        """Return *text* with the values of its expressions."""
        return _EXPRESSION.sub(lambda found: self.known[found[1]], str(text))

    def _use(self, step: dict[str, Any]) -> Mapping[str, str]:
        name = step["uses"].partition("@")[0]
        given = {key: self.filled(value) for key, value in step.get("with", {}).items()}
        return self.actions[name](given)

    def _shell(self, step: dict[str, Any], action_path: Path | None) -> Mapping[str, str]:
        assert step.get("shell", "bash") == "bash"
        output = self.temp / "output"
        output.write_text("")
        variables = {
            **self.variables,
            "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": str(self.workspace),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "RUNNER_TEMP": str(self.temp),
            **({"GITHUB_ACTION_PATH": str(action_path)} if action_path else {}),
            **{name: self.filled(value) for name, value in step.get("env", {}).items()},
        }
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", self.filled(step["run"])],
            cwd=self.filled(step.get("working-directory", self.workspace)),
            env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        )  # fmt: skip
        self.said += done.stdout
        self.has_failed = self.has_failed or done.returncode != 0
        return dict(line.partition("=")[::2] for line in output.read_text("utf-8").splitlines())


def stand_in(folder: Path, name: str, script: str) -> None:
    """Put a command called *name* into *folder* that a test stands in for."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!{shutil.which('bash')}\n{script}", "utf-8")
    path.chmod(0o755)


def with_stand_ins(folder: Path, variables: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return *variables* with the commands of *folder* first."""
    return {**variables, "PATH": os.pathsep.join([str(folder), variables["PATH"]])}
