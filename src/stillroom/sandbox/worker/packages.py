"""Which packages a learner's code can import: those of its course, whatever else is installed here.

A learner and a teacher have different packages beside the grader. A verdict that depends on them
would be another one on each of the two machines, so what is not of the course is not there.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.machinery import ModuleSpec, PathFinder
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

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
        if spec is None or self._is_of_project(spec) or name in modules_of(self.requirements):
            return None
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    def _is_of_project(self, spec: ModuleSpec) -> bool:
        places = [spec.origin] if spec.origin else list(spec.submodule_search_locations or ())
        return any(
            os.path.realpath(place).startswith(self.project + os.sep) for place in places if place
        )


@cache
def modules_of(requirements: tuple[str, ...]) -> frozenset[str]:
    """Return the names of the modules of *requirements* and of all that they need in turn."""
    return frozenset(module for each in _installed(requirements) for module in _modules(each))


def _installed(requirements: tuple[str, ...]) -> Iterator[Distribution]:
    """All packages that are needed, as far as they are installed; one may come more than once."""
    waiting, seen = list(map(_read, requirements)), set[tuple[str, frozenset[str]]]()
    while waiting:
        wish = waiting.pop()
        if (
            wish is None
            or (about := (canonicalize_name(wish.name), frozenset(wish.extras))) in seen
        ):
            continue
        seen.add(about)
        try:
            found = distribution(wish.name)
        except PackageNotFoundError:
            continue
        needed = map(_read, found.requires or ())
        waiting += [each for each in needed if each and _is_wanted(each, wish.extras)]
        yield found


def name_of(requirement: str) -> str:
    """Return the name of the package in a requirement such as ``sqlmodel>=0.0.38``; empty for none."""
    found = _read(requirement)
    return canonicalize_name(found.name) if found else ""


def _read(requirement: str) -> Requirement | None:
    """Read a requirement; what a package says of itself may be no requirement at all."""
    try:
        return Requirement(requirement)
    except InvalidRequirement:
        return None


def _is_wanted(requirement: Requirement, extras: set[str]) -> bool:
    """Tell whether a package that is asked for with *extras* needs *requirement* on this machine."""
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras))


def _modules(package: Distribution) -> Iterator[str]:
    """The names of the modules at the top of *package*."""
    yield canonicalize_name(package.metadata["Name"]).replace("-", "_")
    yield from (package.read_text("top_level.txt") or "").split()
    for line in (package.read_text("RECORD") or "").splitlines():
        first, slash, _ = line.partition(",")[0].strip('"').partition("/")
        name = first.partition(".")[0]
        if name.isidentifier() and (slash or first.endswith((".py", ".so", ".pyd"))):
            yield name
