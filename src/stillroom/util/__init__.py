"""Helpers that know neither databases nor courses: text, files, what is installed, locks, the width
of the terminal."""
