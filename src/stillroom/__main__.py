"""The `stillroom` command, also as `python -m stillroom`."""

import gc
import sys


def main() -> None:
    """Run the command. Its libraries are imported here, where Ctrl-C is quiet already."""
    try:
        from stillroom.sandbox.ahead import begun_ahead

        with begun_ahead(sys.argv[1:]):
            from stillroom.cli.app import main as run

            run()
    except KeyboardInterrupt:  # before the command has begun, or behind its end
        sys.exit(130)
    finally:
        gc.freeze()  # or Python looks through all of it for garbage once more before it ends


if __name__ == "__main__":
    main()
