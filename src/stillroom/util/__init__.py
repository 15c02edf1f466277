"""Helpers that know nothing of databases or courses: text, files, locks, the terminal."""
