"""Which tier is really in force: harmless attacks, launched as a learner's code is launched."""

import json
import os
import secrets
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from stillroom.errors import GraderFault, StillroomError
from stillroom.sandbox.launch import NotAvailable, course_folders
from stillroom.sandbox.layers import LAYERS, PROMISED
from stillroom.sandbox.tempdir import TemporaryFolder
from stillroom.sandbox.tiers import Isolation, Tier
from stillroom.sandbox.warmed import ProcessEnded, WarmedProcess
from stillroom.util.resources import resource

ATTACK_LIMIT = 20.0  # seconds for all attacks together


def choose(
    start: Callable[[Tier], WarmedProcess],
    tiers: Sequence[Tier],
    started: WarmedProcess | None = None,
) -> tuple[WarmedProcess, Isolation]:
    """Return a process of the first of *tiers* that keeps what it promises.

    *start* starts a process of a tier; *started* is one of the first tier that was started already.
    Raises StillroomError when no tier keeps its promise.
    """
    missing: dict[Tier, str] = {}
    for tier in tiers:
        server, started = started, None
        try:
            server = server or start(tier)
            blocked, open_ = attacked(server)
            broken = [name for name in open_ if name in PROMISED[tier]]
            if not broken:
                return server, Isolation(tier, tuple(blocked), tuple(open_), missing)
            missing[tier] = f"not blocked: {', '.join(LAYERS[name].words for name in broken)}"
        except NotAvailable as error:
            missing[tier] = str(error)
        except (ProcessEnded, GraderFault, OSError) as error:
            missing[tier] = _reason(tier, str(error))
        except BaseException:
            if server is not None:
                server.close()
            raise
        if server is not None:
            server.close()
    reasons = "; ".join(f"{tier}: {reason}" for tier, reason in missing.items())
    raise StillroomError(f"no isolation {' or '.join(tiers)} to be had here: {reasons}")


def _reason(tier: Tier, words: str) -> str:
    if tier is Tier.full and ("uid map" in words or "namespace" in words.lower()):
        return (
            f"bubblewrap may not make namespaces here ({words}); on Ubuntu try: "
            "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
        )
    return words or "the process that runs migrations does not start"


def attacked(server: WarmedProcess) -> tuple[list[str], list[str]]:
    """Run every attack on *server*; return the names of those that failed and that succeeded.

    Raises ProcessEnded or GraderFault where the attacks cannot be run.
    """
    if server.tier is Tier.self_check:
        return ["environment"], [name for name in LAYERS if name != "environment"]
    with _targets(server.environment) as (targets, seen):
        server.open_trial()
        ended = server.command("attack", [json.dumps(targets)], {}, ATTACK_LIMIT)
        server.shut()
        report = json.loads(ended.get("report") or "{}").get("answer")
        if not isinstance(report, dict) or set(report) != set(LAYERS):
            raise GraderFault("the attacks could not be run")
        successes = {name for name, succeeded in report.items() if succeeded} | set(seen())
    return [name for name in LAYERS if name not in successes], [
        name for name in LAYERS if name in successes
    ]


@contextmanager
def _targets(environment: Mapping[str, str]) -> Iterator[tuple[dict[str, Any], Any]]:
    """Things that nobody else has a reason to touch, and a look at whether they were touched."""
    with ExitStack() as stack:
        scratch = TemporaryFolder()
        stack.callback(scratch.close)
        folder = scratch.path
        secret, outside = folder / "secret", folder / "outside"
        secret.write_text("secret", "utf-8")
        secret.chmod(0o600)
        outside.mkdir()
        name = f"@stillroom-{secrets.token_hex(8)}"
        tcp, udp, path, abstract = _sockets(stack, folder, name)

        def seen() -> Iterator[str]:
            if (outside / "written").exists():
                yield "files-written"
            yield from ("network-tcp" for _ in [tcp] if _visited(tcp))
            yield from ("network-unix" for listener in (path, abstract) if _visited(listener))

        yield (
            {
                "secret": str(secret),
                "outside": str(outside),
                "course": [
                    *map(
                        str,
                        (
                            resource("exercises"),
                            resource("starter") / "template",
                            *course_folders(),
                        ),
                    ),
                ],
                "grader": os.getpid(),
                "tcp": tcp.getsockname()[1],
                "udp": udp.getsockname()[1],
                "path": str(folder / "socket"),
                "abstract": name,
                "environment": [*environment, "DATABASE_URL", "LC_CTYPE", "PWD", "TMPDIR"],
            },
            seen,
        )


def _sockets(
    stack: ExitStack, folder: Path, name: str
) -> tuple[socket.socket, socket.socket, socket.socket, socket.socket]:
    """Sockets by TCP, by UDP, by a path in *folder* and by the abstract *name*; *stack* closes them."""
    tcp = stack.enter_context(_listener(socket.AF_INET, ("127.0.0.1", 0)))
    udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
    udp.bind(("127.0.0.1", 0))
    udp.setblocking(False)
    # An address of this kind has room for about 100 bytes, whatever TMPDIR is.
    handle = os.open(folder, os.O_RDONLY)
    stack.callback(os.close, handle)
    path = stack.enter_context(_listener(socket.AF_UNIX, f"/proc/self/fd/{handle}/socket"))
    abstract = stack.enter_context(_listener(socket.AF_UNIX, name.replace("@", "\0", 1)))
    return tcp, udp, path, abstract


def _listener(family: int, address: Any) -> socket.socket:  # noqa: ANN401 - as the socket module says
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.bind(address)
    listener.listen(1)
    listener.setblocking(False)
    return listener


def _visited(listener: socket.socket) -> bool:
    try:
        listener.accept()[0].close()
    except OSError:
        return False
    return True
