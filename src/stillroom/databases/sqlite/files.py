"""The files of a SQLite database. It needs nothing, so that it can be loaded beside learners' code."""

DATABASE_FILES = ("", "-wal")
"""What follows the name of a SQLite file, in the names of the files that hold its content.

A rollback journal is not among them. It can name another file, which SQLite deletes afterwards, so
only a confined child ever opens one.
"""
