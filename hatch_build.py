"""Puts the explanations of the solutions into the wheel, and never their code."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Explanations(BuildHookInterface):  # type: ignore[type-arg]  # it is configured by nothing
    """``solutions/NN-name/README.md`` becomes ``stillroom/explanations/NN-name.md``."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the texts to what goes into the wheel."""
        for path in sorted(Path(self.root, "solutions").glob("*/README.md")):
            build_data["force_include"][str(path)] = f"stillroom/explanations/{path.parent.name}.md"
