"""The command line, and later the service."""
