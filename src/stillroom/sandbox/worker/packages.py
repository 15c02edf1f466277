"""Which packages a learner's code can import: those of its course, whatever else is installed here.

A learner and a teacher have different packages beside the grader. A verdict that depends on them
would be another one on each of the two machines, so what is not of the course is not there.
"""

import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder

_OF_PYTHON = ("_sysconfigdata", "sitecustomize", "usercustomize")


def allow_only(requirements: Sequence[str], project: str) -> None:
    """From now on, let nothing be imported but Python's own modules, *project* and *requirements*.

    What has been loaded already stays.
    """
    forget()
    sys.meta_path.insert(0, OnlyPackages(tuple(requirements), project))


def forget() -> None:
    """Take back what ``allow_only`` has done."""
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, OnlyPackages)]


class OnlyPackages:
    """Finds no module; refuses those that belong to no package of the course."""

    def __init__(self, requirements: tuple[str, ...], project: str) -> None:
        """Know *requirements*, and the folder of the *project*."""
        self.requirements, self.project = requirements, os.path.realpath(project)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, _target: object = None
    ) -> ModuleSpec | None:
        """Return None, which leaves the module to the other finders, or raise as they do."""
        is_part = path is not None or "." in name
        if is_part or name in sys.stdlib_module_names or name.startswith(_OF_PYTHON):
            return None
        spec = PathFinder.find_spec(name)
        if spec is None or self._is_of_project(spec) or self._is_of_packages(name):
            return None
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    def _is_of_project(self, spec: ModuleSpec) -> bool:
        places = [spec.origin] if spec.origin else list(spec.submodule_search_locations or ())
        return any(
            os.path.realpath(place).startswith(self.project + os.sep) for place in places if place
        )

    def _is_of_packages(self, name: str) -> bool:
        """Tell whether the module *name* belongs to the packages of the course, or to what they need."""
        finders = list(sys.meta_path)
        forget()  # what is imported now is the grader's own
        try:
            # Few learners need this, and a warmed process is ready sooner without it.
            from stillroom.sandbox.worker.requirements import modules_of

            return name in modules_of(self.requirements)
        finally:
            sys.meta_path[:] = finders
