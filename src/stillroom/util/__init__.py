"""Helpers that know neither databases nor courses: text, files, locks, the terminal."""
