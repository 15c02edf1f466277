"""The watch: a session at the terminal that follows a project and answers to keys.

    keys      single keys from a terminal, or lines from whatever the input is
    session   what a key does; knows nothing of terminals
    words     what there is to say, as lines with a style
    screen    these lines on a screen of some size
    run       the two loops: the whole screen, and plain lines

Its words are also those of the plain mode, which only ever adds lines.
"""

from stillroom.watch.run import watch

__all__ = ["watch"]
