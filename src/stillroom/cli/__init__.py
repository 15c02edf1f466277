"""The command line: one module for each group of commands; what they need is imported when they run."""
