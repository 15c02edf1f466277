"""What several reports share: the words for a status, and Markdown."""

import re

MARKS = {"passed": "PASS", "failed": "FAIL", "blocked": "BLOCKED"}


def markdown(text: str) -> str:
    """Escape everything that Markdown or HTML could read as more than text."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = re.sub(r"([\\`*_{}\[\]()#+!|~@:$-])", r"\\\1", text)
    return re.sub(r"(www)\.", r"\1\\.", text, flags=re.IGNORECASE)
