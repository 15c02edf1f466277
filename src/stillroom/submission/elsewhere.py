"""Work that lies where nobody looks for it: outside of app/ and migrations/versions/, or a folder too deep."""

import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path, PurePosixPath

from stillroom.util.text import clean

MOST_ENTRIES = 5_000
"""Files and folders that are looked at; what lies behind them is not searched."""
_DEEPEST = 4
_MOST_NAMED = 20
_PARTS = {"app", "migrations"}
_NOT_WORK = {"tests", "env"}
_PASSED_OVER = {"node_modules", "site-packages", "__pycache__", "__MACOSX", "venv"}
ENVIRONMENT_MARK = "pyvenv.cfg"
"""The file that makes a folder a virtual environment, whatever its name."""


def holds_project(folder: Path) -> bool:
    """Tell whether *folder* has a part of a project."""
    return (folder / "app").is_dir() or (folder / "migrations").is_dir()


def is_passed_over(folder: str) -> bool:
    """Tell whether nobody's own work lies in a folder of this name: caches, environments, packages."""
    return folder in _PASSED_OVER or folder.startswith(".")


def elsewhere(paths: Iterable[str], taken: Iterable[str]) -> tuple[str, ...]:
    """Return those of *paths* that look like revisions or models, and are not below a folder of *taken*."""
    tops = tuple(f"{folder}/" for folder in taken)
    likely = (
        path for path in paths if not path.startswith(tops) and _is_likely(PurePosixPath(path))
    )
    return tuple(sorted(likely)[:_MOST_NAMED])


def python_files(folder: Path) -> Iterator[str]:
    """Yield the Python files below *folder*, but for those of other projects and of environments."""
    for place, folders, names in _searched(folder):
        if len(place.parts) >= _DEEPEST:
            folders.clear()
        folders[:] = [name for name in folders if name not in _NOT_WORK]
        yield from ((place / name).as_posix() for name in names if name.endswith(".py"))


def python_files_among(paths: Collection[str]) -> Iterator[str]:
    """Yield those of *paths*, all that there are, which ``python_files`` would find in a folder."""
    mark = f"/{ENVIRONMENT_MARK}"
    environments = tuple(path.removesuffix(mark) + "/" for path in paths if path.endswith(mark))
    for path in paths:
        above = path.split("/")[:-1]
        is_near = len(above) <= _DEEPEST and not path.startswith(environments)
        is_work = not any(is_passed_over(name) or name in _NOT_WORK for name in above)
        if path.endswith(".py") and is_near and is_work:
            yield path


def misnamed_part(folders: Collection[str]) -> str | None:
    """Return what to say where, among *folders* side by side, a part of a project has another case."""
    wrong = [name for name in folders if name.lower() in _PARTS - {*folders} and name not in _PARTS]
    return _other_case("", min(wrong)) if wrong else None


def folders_in(folder: Path) -> list[str]:
    """Return the names of the folders in *folder*, as they are written."""
    with os.scandir(folder) as entries:
        return [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]


def _other_case(shown: str, name: str) -> str:
    return f"the folder {shown}{name}/ must be called {name.lower()}/, in small letters"


NEAR = 2
"""Folders down to a project that nobody wonders about."""


def projects_below(folder: Path) -> list[str]:
    """Return the folders in *folder* that hold app/ and migrations/: the near ones, else those far down."""
    return _near_projects(folder) or projects_among(folders_below(folder))


def projects_among(folders: Iterable[str]) -> list[str]:
    """Return those of *folders*, all that there are, that hold a project and lie in no other one.

    Where some are near, those far down do not count.
    """
    every = {path for path in folders if not any(map(is_passed_over, path.split("/")))}
    found: list[str] = []
    for path in sorted(every):
        above, slash, name = path.rpartition("/")
        is_inside = any(above.startswith(f"{project}/") for project in found)
        if slash and name == "app" and f"{above}/migrations" in every and not is_inside:
            found.append(above)
    return [path for path in found if not is_far(path)] or found


def is_far(project: str) -> bool:
    """Tell whether somebody may wonder that *project*, a path, was found."""
    return project.count("/") >= NEAR


def _near_projects(folder: Path) -> list[str]:
    found = [
        path.parent.relative_to(folder).as_posix()
        for pattern in ("*/app", "*/*/app")
        for path in folder.glob(pattern)
        if path.is_dir()
        and (path.parent / "migrations").is_dir()
        and not any(place.is_symlink() for place in (path.parent, path.parent.parent))
    ]
    return sorted(name for name in found if not any(map(is_passed_over, name.split("/"))))


def folders_below(folder: Path) -> Iterator[str]:
    """Yield the folders below *folder*, in the limits of a search."""
    for place, folders, _ in _searched(folder):
        yield from ((place / name).as_posix() for name in folders)


def _searched(folder: Path) -> Iterator[tuple[PurePosixPath, list[str], list[str]]]:
    """Yield the path below *folder* of each folder, itself first, with the names of folders and files in it.

    As in ``os.walk``, whoever takes a name out of the folders keeps the search out of it.
    """
    looked_at = 0
    for place, folders, names in os.walk(folder, followlinks=False):
        looked_at += len(folders) + len(names)
        if looked_at > MOST_ENTRIES or ENVIRONMENT_MARK in names:
            folders.clear()
        folders[:] = [
            name
            for name in folders
            if not is_passed_over(name) and not Path(place, name).is_symlink()
        ]
        yield PurePosixPath(Path(place).relative_to(folder).as_posix()), folders, names


def why_no_project(folders: Iterable[str]) -> str | None:
    """Return why *folders* make no project, though parts of one are among them; None where none are."""
    parts: dict[str, set[str]] = defaultdict(set)
    for path in folders:
        above, _, name = path.rpartition("/")
        if name.lower() in _PARTS and not any(map(is_passed_over, path.split("/"))):
            parts[above].add(name)
    if not parts:
        return None
    above = min(parts, key=lambda place: (-len(parts[place]), place.count("/"), place))
    found = parts[above]
    shown = f"{clean(above, 100)}/" if above else ""
    if wrong := sorted(found - _PARTS):
        return _other_case(shown, wrong[0])
    (missing,) = _PARTS - found
    return f"{shown or 'it'} holds {min(found)}/ and no {missing}/; hand in the folder that holds both, or an archive of it"


def _is_likely(path: PurePosixPath) -> bool:
    folder = path.parts[:-1]
    in_versions = path.parent.name.lower() == "versions"
    is_revision = in_versions and path.name != "__init__.py"
    return (
        is_revision or path.parts[-2:] == ("app", "models.py") or folder[-2:] == ("app", "models")
    )
