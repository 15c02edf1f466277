"""The addresses of the pages that are served."""

from urllib.parse import urlencode


def url(name: str, item: str | None = None) -> str:
    """Return the address of a page, or of one question or section of it."""
    path = "/" if name == "overview" else f"/{name}"
    if name == "exercise":
        return f"/exercises/{item}"
    key = "section" if name == "read" else "question"
    return f"{path}?{urlencode({key: item})}" if item else path
