"""What the tests can be told."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fuzz", type=int, default=4, help="Requests that nobody thought of, for each route and role.")
