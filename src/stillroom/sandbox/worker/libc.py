"""Calls of the C library that Python has no function for."""

import ctypes
import os
from functools import cache
from typing import Any


@cache
def _library() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def call(function: str, *arguments: Any) -> int:  # noqa: ANN401 - whatever ctypes takes
    """Return the result of a C *function*; raises OSError, with its name, where it fails."""
    result = int(getattr(_library(), function)(*arguments))
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{function}: {os.strerror(number)}")
    return result


def prctl(option: int, value: int, pointer: Any = 0) -> None:  # noqa: ANN401 - whatever ctypes takes
    """Change a property of this process, see prctl(2); raises OSError."""
    call("prctl", option, value, pointer, 0, 0)
