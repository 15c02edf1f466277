"""The terminal session that follows a project, its screen and its keys, and the screen that asks
questions."""
