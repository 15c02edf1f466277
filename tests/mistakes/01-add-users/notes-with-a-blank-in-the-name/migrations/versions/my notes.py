"""What to do next."""

notes = ["add the email"]
