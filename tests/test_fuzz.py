"""Every route asked what nobody thought of, from the app's own description: `pytest tests/test_fuzz.py --fuzz 200`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.intake import progress
from api.people.permissions import ROLES, Role
from tests.support.office import Office, open_office
from tests.support.reading import read_example
from tests.test_intake import PDF, send

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("fuzz")
    with open_office(folder) as office, pytest.MonkeyPatch.context() as patch:
        patch.setattr(progress, "POLL_SECONDS", 0.01)
        patch.setattr(progress, "_LONGEST_SECONDS", 0.05)
        yield office


@pytest.fixture(scope="module")
def known(office: Office) -> dict[str, str]:
    """A packet that was read, its letter and a batch, for half of the requests."""
    batch = office.client.post("/api/v1/batches", json={"name": "Monday"}, headers=office.headers()).json()
    send(office, ("a.pdf", PDF), batch=batch["id"])
    packet = read_example(office, "4-ppsp-invoice")
    path = f"/api/v1/packets/{packet}/letters"
    document = office.client.get(path, headers=office.headers()).json()[0]["document"]
    letter = office.client.post(path, json={"document": document}, headers=office.headers()).json()
    return {"packet_id": packet, "batch_id": batch["id"], "letter_id": letter["id"]}


@pytest.mark.parametrize("role", [*ROLES, None])
def test_no_request_makes_a_route_fail_or_tell_of_its_inside(
    office: Office, known: dict[str, str], role: Role | None, request: pytest.FixtureRequest
) -> None:
    description = schemathesis.openapi.from_asgi("/api/v1/openapi.json", office.app, headers=office.headers("admin"))
    examples = request.config.getoption("--fuzz")
    headers = office.headers(role) if role else {}
    inside = [str(office.service.settings.data), "Traceback", 'File "', "sqlalchemy", str(Path(__file__).parents[1])]
    faults: list[str] = []
    count = 0
    for found in description.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()

        @settings(
            max_examples=examples if role == "admin" else max(1, examples // 4),
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(), real=st.booleans())
        def ask(case: Any, real: bool) -> None:
            if real:
                case.path_parameters |= {name: known[name] for name in case.path_parameters.keys() & known.keys()}
            answer = case.call(headers=headers)
            case.validate_response(answer, checks=CHECKS)
            content = answer.content.decode(errors="replace")
            assert not [word for word in inside if word in content]

        try:
            ask()
        except (Exception, BaseExceptionGroup) as error:  # every kind of fault is told, of all routes
            faults.append(f"{operation.label} as {role}: {error}")
        count += 1
    assert count == sum(len(methods) for methods in office.app.openapi()["paths"].values()) > 60
    assert not faults, "\n\n".join(faults)
