"""Writes what goes out: blanks, filled forms, letters, agreements, memos."""
