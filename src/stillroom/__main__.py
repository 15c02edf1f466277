"""`python -m stillroom` is the `stillroom` command."""

from stillroom.cli.app import main

if __name__ == "__main__":
    main()
