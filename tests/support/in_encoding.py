"""Runs a module where the streams have another encoding, as PYTHONIOENCODING says it to a new interpreter.

``python -m tests.support.in_encoding ENCODING MODULE ARGUMENTS``; a process that was forked is told so.
"""

import runpy
import sys
from io import TextIOWrapper

if __name__ == "__main__":
    encoding, *words = sys.argv[1:]
    for stream, errors in ((sys.stdout, "strict"), (sys.stderr, "backslashreplace")):
        assert isinstance(stream, TextIOWrapper)
        stream.reconfigure(encoding=encoding, errors=errors)
    sys.argv[:] = words
    runpy.run_module(words[0], run_name="__main__", alter_sys=True)
