"""The course in the browser: pages served on this machine alone, which follow a project as the
terminal session does."""
