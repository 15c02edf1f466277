"""The version of the application."""

revision = "2026.1"
