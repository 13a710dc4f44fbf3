"""Reads submitted papers: every value with its page, box, raw text, source and confidence."""
