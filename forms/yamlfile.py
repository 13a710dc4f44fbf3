"""Strict reading of declaration files: a wrong key or value is answered with file, line and the nearest right one."""

from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError
from rapidfuzz import process

from forms.errors import DeclarationError


class Declaration(BaseModel):
    """The base of everything that is declared in YAML: frozen, and closed to unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


D = TypeVar("D", bound=Declaration)


# The same language read by libyaml where PyYAML was built with it, at a tenth of the time.
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _UniqueKeyLoader(_SafeLoader):  # type: ignore[misc]
    """YAML that refuses a key given twice, which plain YAML answers with the last one."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            if key_node.tag == "tag:yaml.org,2002:merge":
                continue
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.MarkedYAMLError(problem=f"{key!r} is given twice", problem_mark=key_node.start_mark)
            seen.add(key)
        return dict(super().construct_mapping(node, deep))


# Dates stay text until a field type reads them, and `yes`, `no`, `on` stay words, as officials write them.
_UniqueKeyLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_yaml(path: Path) -> Any:
    """The content of one YAML file; raises DeclarationError."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DeclarationError(path, None, f"cannot be read: {error}") from None
    try:
        return yaml.load(text, _UniqueKeyLoader)  # noqa: S506 - a SafeLoader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise DeclarationError(path, line, f"is not right YAML: {error.problem}") from None


def read_declaration(path: Path, kind: type[D]) -> D:
    """The file as an object of the declaration class; raises DeclarationError with the line and a remedy."""
    content = read_yaml(path)
    if not isinstance(content, dict):
        raise DeclarationError(path, 1, "must be a mapping of keys to values")
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        # A misspelt key is both unknown and missing; the unknown one can name what was meant.
        problems = error.errors()
        first = next((problem for problem in problems if problem["type"] == "extra_forbidden"), problems[0])
        where = [part for part in first["loc"] if not (isinstance(part, str) and part.startswith("function-"))]
        raise DeclarationError(path, _line(path, where), _sentence(kind, where, first)) from None


def _sentence(kind: type[BaseModel], where: list[int | str], problem: Any) -> str:
    place = ".".join(str(part) for part in where)
    if problem["type"] == "extra_forbidden":
        known = _keys_at(kind, where[:-1])
        nearest = process.extractOne(str(where[-1]), known)
        hint = f"; did you mean {nearest[0]!r}?" if nearest else ""
        return f"{place} is not known{hint}"
    if problem["type"] == "missing":
        return f"{place} is missing"
    message = problem["msg"].removeprefix("Value error, ")
    return f"{place}: {message[0].lower()}{message[1:]}" if place else message


def _keys_at(kind: type[BaseModel], where: list[int | str]) -> list[str]:
    """The keys that the declaration at this place takes, found by walking the annotations."""
    places: list[Any] = [kind]
    for part in where:
        places = [inner for place in places for inner in _step(place, part)]
    models = [place for place in places if isinstance(place, type) and issubclass(place, BaseModel)]
    return [field.alias or name for model in models for name, field in model.model_fields.items()]


def _step(place: Any, part: int | str) -> list[Any]:
    """What one key of a mapping or one entry of a list leads to, a union's members each for itself."""
    if isinstance(place, type) and issubclass(place, BaseModel):
        return [
            member
            for name, field in place.model_fields.items()
            if part in (name, field.alias)
            for member in _members(field.annotation)
        ]
    return [member for argument in get_args(place)[-1:] for member in _members(argument)]


def _members(annotation: Any) -> list[Any]:
    return list(get_args(annotation)) if isinstance(annotation, UnionType) else [annotation]


def _line(path: Path, where: list[int | str]) -> int | None:
    """The line of the nearest node on the way to the place."""
    node = yaml.compose(path.read_text(encoding="utf-8"), yaml.SafeLoader)
    line: int | None = node.start_mark.line + 1 if node else None
    for part in where:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(part):
                    node, line = value, key.start_mark.line + 1
                    break
            else:
                return line
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            return line
    return line
