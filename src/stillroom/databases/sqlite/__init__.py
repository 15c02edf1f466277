"""SQLite: its files, its schema and rows as the grader reads them, and what its errors mean."""
