"""The errors that end a command with one line on stderr and exit status 2."""

STOPPED = "stopped by the keyboard; nothing was left behind"
"""The line for Ctrl-C."""


class StillroomError(Exception):
    """The command could not do its work. The message is one line: what, where, what to do."""


class GraderFault(StillroomError):
    """A fault of the grader or its machine: no verdict, and it costs the learner nothing."""


class UnreadableDatabase(Exception):
    """The database has more in it than any exercise asks for, or is damaged; the text says which."""


class BeyondLimit(UnreadableDatabase):
    """The database has more in it than the grader reads; the text says of what, and how much is read."""


def as_sentence(error: StillroomError) -> str:
    """Return the line of *error* as a sentence, which other sentences may follow."""
    line = str(error).rstrip()
    return line if line.endswith((".", "!", "?")) else f"{line}."


def error_words(error: BaseException) -> str:
    """Return *error* in words: an error of ours says it itself, any other is told by its kind."""
    return str(error) if isinstance(error, StillroomError) else f"{type(error).__name__}: {error}"
