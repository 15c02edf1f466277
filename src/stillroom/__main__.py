"""The `stillroom` command, also as `python -m stillroom`."""

import gc
import signal
import sys

from stillroom.errors import STOPPED

NEW_OBJECTS = 200_000
"""As many new objects let Python look for garbage: more than a command makes while it loads its modules,
where each search would look through all that stays anyway, a tenth of the command's time in all."""


def main() -> None:
    """Run the command. Its libraries are imported here, where Ctrl-C is one line already."""
    gc.set_threshold(NEW_OBJECTS, *gc.get_threshold()[1:])
    try:
        from stillroom.sandbox.ahead import begun_ahead

        with begun_ahead(sys.argv[1:]):
            from stillroom.cli.app import main as run

            run()
    except KeyboardInterrupt:  # before the command has begun, or behind its end
        sys.stderr.write(f"stillroom: {STOPPED}\n")
        sys.exit(2)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the command has ended: its status counts
        gc.freeze()  # or Python looks through all of it for garbage once more before it ends
        # Where Ctrl-C came while a library ran code from a text, Python ends with the signal, even if
        # Ctrl-C was caught: unless later code from a text ended well (run_eval_code_obj in pythonrun.c).
        exec("")  # noqa: S102 - no text of anybody


if __name__ == "__main__":
    main()
