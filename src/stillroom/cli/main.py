"""Running a command line: exit statuses, and one line on stderr for whatever cannot be done."""

import os
import signal
import sys

import typer

from stillroom.errors import StillroomError

PASSED, NOT_PASSED, NOT_DONE = 0, 1, 2


def run_app(command: typer.Typer, name: str) -> int:
    """Run *command* and return its exit status; every failure is one line on stderr and status 2."""
    _open_standard_streams()
    try:
        status = command(standalone_mode=False)
    except StillroomError as error:
        return _fail(name, str(error))
    except (KeyboardInterrupt, typer.Abort):
        return _fail(name, "stopped by the keyboard; nothing was left behind")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOT_DONE
    except OSError as error:
        return _fail(name, str(error))
    except Exception as error:
        # What the command line library says of wrong usage, without its own extra lines.
        if (say := getattr(error, "format_message", None)) is None:
            raise
        said = say().replace("Value error, ", "")  # a word of the library below that one
        return _fail(name, f"{said} Try: {name} --help") if said else NOT_DONE
    if status == 128 + signal.SIGINT:  # the command line library's own word for Ctrl-C
        return _fail(name, "stopped by the keyboard; nothing was left behind")
    return status if isinstance(status, int) else PASSED


def _open_standard_streams() -> None:
    """Whoever closed one of them (``>&-``) wants no output: Python leaves None in its place."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))


def _fail(name: str, message: str) -> int:
    from stillroom.util.text import clean

    sys.stderr.write(f"{name}: {clean(message)}\n")
    return NOT_DONE
