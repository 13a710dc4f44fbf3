"""Every route of the service as it declares itself: its doors, and a request of the shape that it describes."""

from dataclasses import dataclass
from typing import Any

from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.testclient import TestClient

from tests.support.office import Office

SAFE = {"GET", "HEAD"}


@dataclass(frozen=True)
class Asked:
    """One method of one route."""

    method: str
    path: str
    name: str
    actions: tuple[str, ...]

    @property
    def action(self) -> str:
        return self.actions[0]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def walk(office: Office) -> tuple[list[Asked], list[str]]:
    """Every route with its doors, and what is no route of ours."""
    routes: list[Asked] = []
    others: list[str] = []
    for found in iter_route_contexts(office.client.app.routes):  # type: ignore[attr-defined]
        if not isinstance(found.original_route, APIRoute):
            others.append(str(found.path))
            continue
        doors = _doors(found.dependant)
        routes += [Asked(method, str(found.path), str(found.name), doors) for method in sorted(found.methods or ())]
    return routes, others


def _doors(dependant: Any) -> tuple[str, ...]:
    own = (getattr(dependant.call, "action", None),)
    below = (action for sub in dependant.dependencies for action in _doors(sub))
    return tuple(action for action in (*own, *below) if action)


def ask(client: TestClient, route: Asked, ids: dict[str, str], **body: Any) -> Any:
    path = route.path
    for name in parameters(path):
        path = path.replace("{" + name + "}", ids.get(name.partition(":")[0], "1"))
    return client.request(route.method, path, **body)


def parameters(path: str) -> list[str]:
    return [part.partition("}")[0] for part in path.split("{")[1:]]


def body_of(described: dict[str, Any], route: Asked) -> dict[str, Any]:
    """A body and a query of the shape that the route's own description asks."""
    operation = described["paths"].get(route.path, {}).get(route.method.lower(), {})
    query = {
        one["name"]: _example(described, one["schema"])
        for one in operation.get("parameters", [])
        if one["in"] == "query" and one.get("required")
    }
    content = operation.get("requestBody", {}).get("content", {})
    if "multipart/form-data" in content:
        return {"params": query, "files": {"files": ("a.pdf", b"%PDF-1.7 a paper", "application/pdf")}}
    if "application/json" in content:
        return {"params": query, "json": _example(described, content["application/json"]["schema"])}
    return {"params": query}


def _example(described: dict[str, Any], schema: dict[str, Any]) -> Any:
    if "$ref" in schema:
        return _example(described, described["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return _example(described, schema[several][0])
    if "enum" in schema or "const" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if schema.get("type") == "object":
        return {name: _example(described, schema["properties"][name]) for name in schema.get("required", [])}
    if schema.get("type") == "array":
        return [_example(described, schema["items"]) for _ in range(schema.get("minItems", 0))]
    days = {"date": "2026-11-21", "date-time": "2026-11-21T12:00:00Z"}
    plain: dict[str, Any] = {"integer": schema.get("minimum", 1), "number": 1, "boolean": True}
    return plain.get(schema.get("type", ""), days.get(schema.get("format", ""), "x" * schema.get("minLength", 1)))
