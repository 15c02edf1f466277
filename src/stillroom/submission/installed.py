"""What a project is installed as, for code that asks Python for its own version when it is imported."""

import re
import tomllib

PYPROJECT = "pyproject.toml"
_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,98}[A-Za-z0-9])?")
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+!_-]{0,59}")
_UNKNOWN = "0"
"""The version of a project that has its version computed: nothing is computed here."""


def as_installed(pyproject: bytes | None) -> dict[str, bytes]:
    """Return the file by which Python knows the project that *pyproject* describes; none without a name."""
    try:
        described = tomllib.loads((pyproject or b"").decode("utf-8"))
    except (ValueError, RecursionError):
        return {}
    project = described.get("project")
    name = _text(project, "name", _NAME)
    if name is None:
        return {}
    version = _text(project, "version", _VERSION) or _UNKNOWN
    folder = f"{re.sub(r'[-_.]+', '_', name).lower()}-{version.replace('-', '_')}.dist-info"
    about = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    return {f"{folder}/METADATA": about.encode()}


def _text(table: object, key: str, form: re.Pattern[str]) -> str | None:
    value = table.get(key) if isinstance(table, dict) else None
    return value if isinstance(value, str) and form.fullmatch(value) else None
