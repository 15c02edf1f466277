"""Lines of JSON between the grader and a warmed process, and the bytes in them."""

import base64
import json
import os
from collections.abc import Mapping
from typing import Any


def line(message: Mapping[str, Any]) -> bytes:
    """Return *message* as one line."""
    return json.dumps(message).encode() + b"\n"


def packed(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return *files* (name to content) as JSON can hold them."""
    return {name: base64.b64encode(content).decode("ascii") for name, content in files.items()}


def unpacked(files: object) -> dict[str, bytes]:
    """Return the files that ``packed`` has packed; raises ValueError for anything else."""
    if not isinstance(files, dict) or not all(isinstance(text, str) for text in files.values()):
        raise ValueError("not files")
    return {str(name): base64.b64decode(text) for name, text in files.items()}


def write_all(handle: int, content: bytes) -> None:
    """Write all of *content*; raises OSError."""
    view = memoryview(content)
    while view:
        view = view[os.write(handle, view) :]


def read_all(handle: int) -> bytes:
    """Return everything up to the end; raises OSError."""
    content = bytearray()
    while chunk := os.read(handle, 65536):
        content += chunk
    return bytes(content)
