"""A submission's files, compiled once: else each of its commands would compile them again.

A child of their own compiles them. It is confined as all children are, and runs nothing of a learner's;
whatever a file does to the compiler, it does there. What comes of it are files as Python keeps them beside
a program, in ``__pycache__``, of the kind that is not checked against the source again. A file that
cannot be compiled, or not without a warning, is left to the commands, which say so.

Source of the format: PEP 552, and the standard library's py_compile.
"""

import os
import py_compile
import warnings
from collections.abc import Iterable, Sequence
from importlib.util import cache_from_source
from pathlib import Path

MOST_SOURCE = 500_000  # bytes of all files together; what is larger takes too long for its use
LIMIT = 2.0  # seconds to compile them


def sources(files: Iterable[str]) -> list[str]:
    """Return those names of *files* that can be compiled, in one order for both processes."""
    return sorted(name for name in files if name.endswith(".py"))


def is_worthwhile(project: str, names: Sequence[str]) -> bool:
    """Tell whether the files *names* of *project* are small enough to be compiled beforehand."""
    return sum(os.path.getsize(os.path.join(project, name)) for name in names) <= MOST_SOURCE


def compile_all(project: str, names: Sequence[str], data: str) -> None:
    """Compile the files *names* of *project* into the folder *data*, each under its number."""
    for number, name in enumerate(names):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                py_compile.compile(
                    os.path.join(project, name),
                    os.path.join(data, str(number)),
                    doraise=True,
                    invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
                )
        except (
            py_compile.PyCompileError,
            Warning,
            OSError,
            ValueError,
            MemoryError,
            RecursionError,
        ):
            continue


def keep(project: str, names: Sequence[str], data: str) -> None:
    """Copy what ``compile_all`` has left in *data* to where Python looks for it."""
    for number, name in enumerate(names):
        compiled = os.path.join(data, str(number))
        if os.path.isfile(compiled) and not os.path.islink(compiled):
            place = Path(cache_from_source(os.path.join(project, name)))
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(Path(compiled).read_bytes())
