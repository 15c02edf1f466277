"""The lesson: what a course explains and asks, as data, and the ways to learn from it."""
