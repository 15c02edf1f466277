"""The course in the browser: served on this machine alone, or written as static pages."""
