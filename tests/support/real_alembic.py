"""Runs real Alembic commands, one process each, forked from one that has imported all they need.

Each line on stdin is a JSON list: the folder of the project, the file for the output, and the
arguments of Alembic. The answer is one line with the exit status.
"""

import json
import os
import runpy
import sys
import traceback
from pathlib import Path

import alembic.config
import fastapi
import pydantic_settings
import sqlalchemy.dialects.sqlite
import sqlalchemy.orm

WARM = (alembic.config, fastapi, pydantic_settings, sqlalchemy.dialects.sqlite, sqlalchemy.orm)


def run(project: str, output: str, *arguments: str) -> int:
    """Run one command as a terminal would; return its exit status."""
    with Path(output).open("wb") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    os.chdir(project)
    sys.argv = ["alembic", *arguments]
    try:
        runpy.run_module("alembic", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        return 0 if end.code is None else int(end.code)
    except Exception:  # noqa: BLE001 - a learner's mistake ends as in a terminal
        traceback.print_exc()
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


if __name__ == "__main__":
    for line in sys.stdin:
        if (child := os.fork()) == 0:
            os._exit(run(*json.loads(line)))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 - the answer
