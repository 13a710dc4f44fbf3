"""Checks a packet's values against the policy of its program; every finding cites its section."""
