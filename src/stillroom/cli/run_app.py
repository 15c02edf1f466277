"""Runs the command line: its exit statuses, its streams, and one line on stderr for what cannot be done."""

import codecs
import io
import os
import signal
import sys
from contextlib import suppress

import typer

from stillroom.errors import STOPPED, StillroomError, error_words
from stillroom.util.validation import in_our_words

PASSED, NOT_PASSED, NOT_DONE = 0, 1, 2
TRACEBACK = "STILLROOM_TRACEBACK"
"""The variable with which an error that nobody foresaw shows where it happened."""

_SIMPLE = str.maketrans(
    {
        **dict.fromkeys("─━═╌┄┈", "-"), **dict.fromkeys("│┃║╎┆┊", "|"), **dict.fromkeys("┌┐└┘├┤┬┴┼╭╮╰╯╞╪╡", "+"),
        "…": "...", "–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "•": "*", "→": "->", "←": "<-",
        "▶": ">", "▼": "v", "▲": "^", "◀": "<", "✓": "+", "✗": "x", "★": "*", "\u00a0": " ",
    }
)  # fmt: skip


def run_app(command: typer.Typer, name: str) -> int:
    """Run *command* and return its exit status; every failure is one line on stderr and status 2."""
    _open_standard_streams()
    try:
        status = command(standalone_mode=False, prog_name=name)
    except StillroomError as error:
        return _fail(name, _in_words(error))
    except (KeyboardInterrupt, typer.Abort):
        return _fail(name, STOPPED)
    except BrokenPipeError:
        return _end_without_reader()
    except OSError as error:
        return _fail(name, _of_the_system(error))
    except typer.TyperException as error:  # wrong usage, in words of the library
        return _fail_at_usage(name, error)
    except SystemExit as error:  # typer.Exit alone says a status of ours
        if isinstance(error.__context__, BrokenPipeError):  # the library's own way to end then
            return _end_without_reader()
        return _unforeseen(name, error)
    except BaseException as error:  # noqa: BLE001 - an error that nobody foresaw is one line too
        return _unforeseen(name, error)
    if status == 128 + signal.SIGINT:  # the command line library's own word for Ctrl-C
        return _fail(name, STOPPED)
    return status if isinstance(status, int) else PASSED


def _command_of(error: typer.TyperException, name: str) -> str:
    """Return the command whose usage was wrong, such as ``stillroom new``; *name* is the program's."""
    words = []
    context = getattr(error, "ctx", None)
    while context is not None and context.parent is not None:
        words.append(context.info_name)
        context = context.parent
    return " ".join([name, *reversed(words)])


def _open_standard_streams() -> None:
    """Make each standard stream one that can be used, whatever it is connected to.

    Whoever closed one of them (``>&-``) wants no output: Python leaves None in its place. A stream
    of another encoding than UTF-8 gets a character that it lacks in simpler words.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))
    codecs.register_error("stillroom", _simpler)
    for stream, errors in (
        (sys.stdin, "replace"),
        (sys.stdout, "stillroom"),
        (sys.stderr, "stillroom"),
    ):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=errors)
            _let_wait(stream)


def _let_wait(stream: io.TextIOWrapper) -> None:
    """Let *stream* wait for a slow reader.

    Another program of the same terminal may have switched that off for all: then what does not fit
    at once is lost.
    """
    with suppress(OSError, ValueError):
        if not os.get_blocking(stream.fileno()):
            os.set_blocking(stream.fileno(), True)


def _simpler(error: UnicodeError) -> tuple[str | bytes, int]:
    """Return what is written for characters that a stream lacks: lines of ASCII, or an escape."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    characters = error.object[error.start : error.end]
    simple = characters.translate(_SIMPLE).encode("ascii", "backslashreplace")
    return simple.decode("ascii"), error.end


def _in_words(error: StillroomError) -> str:
    """The message of *error*; no command that it advises is broken into two lines."""
    from stillroom.project.advice import AdvisedError, on_one_line

    return error.advice.spelled(on_one_line) if isinstance(error, AdvisedError) else str(error)


def _of_the_system(error: OSError) -> str:
    """What the system refused, without its number."""
    place = f"{error.filename}: " if error.filename else ""
    return f"{place}{error.strerror}" if error.strerror else str(error)


def _fail_at_usage(name: str, error: typer.TyperException) -> int:
    """Say what is wrong with the words of the command line; the help was shown where nothing is."""
    message = in_our_words(error.format_message())
    if not message:
        return NOT_DONE
    return _fail(name, f"{message.removesuffix('.')}. Try: {_command_of(error, name)} --help")


def _end_without_reader() -> int:
    """End quietly where nobody reads standard output any more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return NOT_DONE


def _unforeseen(name: str, error: BaseException) -> int:
    if KeyboardInterrupt.__name__ in str(error):  # which pydantic has put into words of its own
        return _fail(name, STOPPED)
    if os.environ.get(TRACEBACK):
        import traceback

        traceback.print_exception(error)
        return NOT_DONE
    return _fail(
        name,
        f"a fault of {name} itself, please report it: {error_words(error)} "
        f"(with {TRACEBACK}=1 set, the same command shows where)",
    )


def _fail(name: str, message: str) -> int:
    from stillroom.util.terminal import folded
    from stillroom.util.text import clean

    sys.stderr.write(folded(f"{name}: {clean(message)}\n", sys.stderr))
    return NOT_DONE
