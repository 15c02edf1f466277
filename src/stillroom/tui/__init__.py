"""The terminal session that follows a project, and the screen that asks questions."""
