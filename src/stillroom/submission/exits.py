"""The lines of the learner's files that end the process: ``sys.exit()``, ``os._exit(0)`` and the like."""

import ast
from collections.abc import Iterable, Mapping

from stillroom.submission.source_tree import SourceFile

_ENDING = {
    "sys": {"exit"},
    "os": {
        "_exit", "abort", "kill", "killpg", "execl", "execle", "execlp", "execlpe", "execv", "execve", "execvp",
        "execvpe",
    },
    "posix": {"_exit", "abort", "kill", "killpg", "execv", "execve"},
    "signal": {"raise_signal", "pthread_kill"},
    "builtins": {"exit", "quit", "SystemExit"},
}  # fmt: skip
"""What ends the process that calls it, or puts another program into its place, by its module."""


def line_that_exits(file: SourceFile, within: Iterable[ast.AST] | None = None) -> int | None:
    """Return the first line of *file* that ends the process; None where it has none.

    *within* are the parts of the file to look at; without them, all of the file.
    """
    known = _names(file)
    parts = [None] if within is None else list(within)
    lines = [
        node.lineno for part in parts for node in file.walk(part)
        if isinstance(node, ast.Call | ast.Raise) and _ends(node, known)
    ]  # fmt: skip
    return min(lines, default=None)


def _names(file: SourceFile) -> dict[str, str]:
    """Return what the imports of *file* call the modules and functions: name to the full name."""
    known = {name: f"builtins.{name}" for name in _ENDING["builtins"]}
    for node in file.walk():
        match node:
            case ast.Import(names=names):
                known |= {alias.asname or alias.name: alias.name for alias in names}
            case ast.ImportFrom(module=str(module), names=names, level=0):
                known |= {alias.asname or alias.name: f"{module}.{alias.name}" for alias in names}
    return known


def _ends(node: ast.Call | ast.Raise, known: Mapping[str, str]) -> bool:
    called = node.func if isinstance(node, ast.Call) else node.exc
    if isinstance(node, ast.Raise) and isinstance(called, ast.Call):
        called = called.func
    match called:
        case ast.Name(id=name):
            module, _, member = known.get(name, "").rpartition(".")
        case ast.Attribute(value=ast.Name(id=name), attr=member):
            module = known.get(name, "")
        case _:
            return False
    is_raised = member == "SystemExit"
    return member in _ENDING.get(module, ()) and is_raised == isinstance(node, ast.Raise)
