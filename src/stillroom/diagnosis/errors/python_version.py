"""What only a newer Python than that of grading can read or import."""

import re
import sys

from stillroom.diagnosis.context import Context, Frame, finding
from stillroom.results.finding import Finding
from stillroom.sandbox.outcome import ReportedError

Version = tuple[int, int]

_SYNTAX: tuple[tuple[Version, str, str], ...] = (
    ((3, 12), r"^\s*type\s+\w+\s*(\[.*\])?\s*=", "a type statement"),
    ((3, 12), r"^\s*(class|(async\s+)?def)\s+\w+\s*\[", "type parameters in square brackets"),
    ((3, 12), r"""\bf(['"]).*\{[^}]*\1[^}]*\1[^}]*\}""", "the same quotes inside of an f-string"),
    (
        (3, 14),
        r"^\s*except\s+\w+\s*,\s*\w+[^()]*:",
        "except with several errors without parentheses",
    ),
    ((3, 14), r"""(^|[\s=(,])t['"]""", "a template string"),
)
"""The version that brought a syntax, how its line looks, and what it is called."""
_NAMES: dict[str, Version] = {
    "typing.override": (3, 12), "typing.TypeAliasType": (3, 12), "itertools.batched": (3, 12),
    "collections.abc.Buffer": (3, 12), "typing.TypeIs": (3, 13), "typing.ReadOnly": (3, 13),
    "typing.NoDefault": (3, 13), "warnings.deprecated": (3, 13), "copy.replace": (3, 13),
    "uuid.uuid7": (3, 14), "uuid.uuid6": (3, 14), "string.templatelib": (3, 14), "annotationlib": (3, 14),
    "compression": (3, 14), "compression.zstd": (3, 14),
}  # fmt: skip
"""The version that brought a name of Python's own library."""
_MISSING = re.compile(
    r"cannot import name '(?P<name>\w+)' from '(?P<module>[\w.]+)'|No module named '(?P<whole>[\w.]+)'"
    r"|module '(?P<owner>[\w.]+)' has no attribute '(?P<attribute>\w+)'"
)


def newer_python(trouble: ReportedError, frame: Frame, context: Context) -> Finding | None:
    """Return the finding for a syntax or a name that came with a Python newer than that of grading."""
    if trouble.kind == "SyntaxError":
        line = context.text_at(frame).partition(": ")[2]
        for version, pattern, what in _SYNTAX:
            if version > sys.version_info[:2] and re.search(pattern, line):
                return _newer(
                    "syntax-error", f"Python cannot read the file: {what}", version, frame
                )
    match = _MISSING.search(trouble.message)
    if match and trouble.kind in ("ImportError", "ModuleNotFoundError", "AttributeError"):
        name = (
            match["whole"]
            or f"{match['module'] or match['owner']}.{match['name'] or match['attribute']}"
        )
        if _NAMES.get(name, (0, 0)) > sys.version_info[:2]:
            return _newer("import-error", name, _NAMES[name], frame)
    return None


def _newer(code: str, what: str, version: Version, frame: Frame) -> Finding:
    ours = ".".join(map(str, sys.version_info[:2]))
    needed = ".".join(map(str, version))
    message = f"{what} came with Python {needed}. Grading runs Python {ours}."
    return finding(code, message, f"Write it in a way that Python {ours} knows.", frame)
