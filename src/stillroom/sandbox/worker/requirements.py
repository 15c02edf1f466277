"""What a requirement such as ``sqlmodel>=0.0.38`` brings along: packages, and the names of their modules."""

from collections.abc import Iterator
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name


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
