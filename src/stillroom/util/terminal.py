"""What the terminal can show: how wide a report may be, and whether colours are wanted."""

import os
import shutil
import sys


def width() -> int:
    """Return how many columns a report may take."""
    return min(shutil.get_terminal_size((100, 24)).columns, 120)


def colour() -> bool:
    """Tell whether colours are wanted: on a terminal, unless ``NO_COLOR`` is set."""
    by_default = (
        sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    )
    return by_default or bool(os.environ.get("FORCE_COLOR"))
