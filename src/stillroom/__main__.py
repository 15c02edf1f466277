"""`python -m stillroom` is the `stillroom` command."""

import sys

if __name__ == "__main__":
    try:
        from stillroom.cli.app import main

        main()
    except KeyboardInterrupt:  # before the command has begun, or behind its end
        sys.exit(130)
