"""The course in the browser: pages served on this machine alone."""
