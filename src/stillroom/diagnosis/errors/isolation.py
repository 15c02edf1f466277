"""What the isolation of grading refuses or ends: files, programs, the network, time and memory."""

from stillroom.databases.error_rule import ErrorRule

_ALONE = (
    "Grading has the .py files of app/ and migrations/versions/, and no other files, programs or network. "
    "A revision works on the database through op and its connection."
)
_SMALL = "A revision needs little. Let the database do the work: one statement changes all rows."
_FILE_ERRORS = "FileNotFoundError|PermissionError|IsADirectoryError|NotADirectoryError|OSError"
_NET_ERRORS = "gaierror|URLError|HTTPError|TimeoutError|ConnectError|SSLError|Connection\\w*Error"


RULES = (
    ErrorRule(
        "timeout",
        "Timeout",
        r"(?P<limit>.*)",
        "It did not end within {limit} and was stopped.",
        "Most revisions need less than a second. Is there a loop without an end, or a lock that nobody opens?",
    ),
    ErrorRule(
        "process-exit",
        "SystemExit|ProcessExit",
        r"(?P<how>.*)",
        "The code ended the process before Alembic was done ({how}).",
        "A revision must return to Alembic. Take out sys.exit(), os._exit(), exit() and quit().",
    ),
    ErrorRule(
        "not-allowed",
        "PermissionError|FileNotFoundError|BlockingIOError|CalledProcessError|OSError",
        r"",
        "The code starts another program or process.",
        _ALONE,
        where=r"\b(subprocess|Popen|os\.(system|popen|fork|exec\w*|spawn\w*)|run|call|check_call|check_output|Process|fork|start)\("
        r"|\bsubprocess\.|\bmultiprocessing\.",
    ),
    ErrorRule("not-allowed", _NET_ERRORS, r"", "The code uses the network.", _ALONE),
    ErrorRule(
        "not-allowed",
        "PermissionError",
        r"",
        "The code uses the network.",
        _ALONE,
        where=r"socket|urlopen|https?\b|connect|smtp|ftp|\.get\(|\.post\(",
    ),
    ErrorRule(
        "not-allowed",
        "RuntimeError",
        r"Could not determine home directory",
        "The code looks for a home directory.",
        _ALONE,
    ),
    ErrorRule(
        "not-allowed",
        "RuntimeError",
        r"Directory '(?P<name>[^']*)' does not exist",
        "There is no folder {name} here.",
        _ALONE,
    ),
    ErrorRule(
        "limit-reached",
        "OSError",
        r"\[Errno 27\]",
        "A file grew larger than one command may write.",
        _SMALL,
    ),
    ErrorRule(
        "limit-reached",
        "MemoryError",
        r"",
        "The code needs more memory than one command gets.",
        _SMALL,
    ),
    ErrorRule(
        "limit-reached",
        "RuntimeError",
        r"can't start new thread",
        "The code starts more threads than one command gets.",
        _SMALL,
    ),
    ErrorRule(
        "limit-reached",
        "TooManyRevisions",
        r"(?P<what>.*revisions.*)",
        "The history has {what}.",
        "Let one revision do the work of several: merge small ones that nobody has applied yet.",
    ),
    # An absolute path is one of the machine that grades: its last part is enough.
    ErrorRule(
        "not-allowed",
        "PermissionError|OSError",
        r"\[Errno (?:1|13|30)\][^:]*: '(?:~?/(?:[^']*/)?)?(?P<name>[^']*)'",
        "The file {name} cannot be opened or changed here.",
        _ALONE,
    ),
    ErrorRule(
        "not-allowed",
        _FILE_ERRORS,
        r"\[Errno \d+\][^:]*: '(?:~?/(?:[^']*/)?)?(?P<name>[^']*)'",
        "There is no file {name} here.",
        _ALONE,
    ),
    ErrorRule(
        "not-allowed",
        "PermissionError",
        r"\[Errno (?:1|13)\]",
        "The code asks the system for something that grading does not allow.",
        _ALONE,
    ),
    ErrorRule(
        "not-allowed",
        "EOFError",
        r"EOF when reading a line",
        "The code asks a question, and nobody is there to answer it.",
        "A revision runs without anybody at the keyboard. Take input() out.",
    ),
)
