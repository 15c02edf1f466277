"""Benchmarks of the course repository; no part of the package that is installed."""
