"""The routes of the page: those that show, those that ask, the live stream, and the forms."""
