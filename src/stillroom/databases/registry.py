"""The kinds of databases there are: each package beside this module is one."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from stillroom import databases
from stillroom.errors import StillroomError
from stillroom.util.text import listed

if TYPE_CHECKING:  # the isolated process is begun before anything of a database is needed
    from stillroom.databases.base import Backend


@cache
def backends() -> Mapping[str, "Backend"]:
    """Return every backend by its name: the object ``BACKEND`` of ``databases/NAME/backend.py``."""
    by_name: dict[str, Backend] = {}
    for package in pkgutil.iter_modules(databases.__path__, f"{databases.__name__}."):
        if package.ispkg:
            backend: Backend = importlib.import_module(f"{package.name}.backend").BACKEND
            by_name[backend.name] = backend
    return MappingProxyType(by_name)


def backend(name: str) -> "Backend":
    """Return the backend called *name*; raises StillroomError for a kind that is not known."""
    try:
        return backends()[name]
    except KeyError:
        raise StillroomError(
            f"no kind of database is called {name!r}; known are {listed(backends())}"
        ) from None


def default_worker() -> str:
    """Return the worker module of the default backend. It loads no backend, which takes long."""
    for package in pkgutil.iter_modules(databases.__path__, f"{databases.__name__}."):
        worker = f"{package.name}.worker"
        if package.ispkg and importlib.import_module(worker).IS_DEFAULT:
            return worker
    raise StillroomError("no kind of database is the default one; install stillroom again")


def default_backend() -> "Backend":
    """Return the backend that is meant where nothing names one."""
    return next(backend for backend in backends().values() if backend.is_default)
