"""Revisions that attack the grader, or waste what it has: one of each kind, for a class."""

_TEXT = """
import os
import signal
import sys
import time

from alembic import op

revision = "attack"
down_revision = "{parent}"


def upgrade():
    {body}


def downgrade():
    pass
"""
_BODIES = (
    "os._exit(0)",
    "while True: pass",
    "time.sleep(3600)",
    "os.kill(os.getppid(), signal.SIGKILL)",
    "while True: os.fork()",
    "kept = [bytearray(100_000_000) for _ in range(1000)]",
    "open('large', 'wb').write(bytes(1_000_000_000))",
    "upgrade()",
    "print('\\x1b[31m' * 1_000_000)",
    "raise ValueError('\\x1b]0;owned\\x07' * 1000)",
    "op.execute('DROP TABLE alembic_version')",
    "op.get_bind().exec_driver_sql('WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) FROM n')",
    "sys.modules.clear()",
    "os.removedirs(os.getcwd())",
    "[open(os.devnull) for _ in range(100_000)]",
)


def attacks(parent: str) -> list[bytes]:
    """Return the revisions; each follows the revision *parent*."""
    return [attack(parent, body) for body in _BODIES]


def attack(parent: str, body: str) -> bytes:
    """Return a revision after *parent* whose upgrade() does *body*."""
    return _TEXT.replace("{parent}", parent).replace("{body}", body).encode()
