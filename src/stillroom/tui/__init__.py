"""The terminal session that follows a project, and the screen that questions are asked on."""
