"""What a sender says about a packet besides its papers."""

from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.intake.multipart import FILES
from api.intake.names import clean_line, clean_name
from api.people.caller import Caller
from api.problems import BadRequest
from forms.catalog import Catalog
from forms.errors import FormwrightError


class PacketOrder(BaseModel):
    """The fields of the form that a packet is sent in."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = Field(None, max_length=255, description="What to call it; else its folder or file.")
    program: str | None = Field(None, max_length=40, description="Check against this program alone.")
    as_of: date | None = Field(None, description="The day that rules count from; today if left out.")
    case_number: str | None = Field(None, max_length=80)
    letters: bool = Field(False, description="Write what follows as soon as it is checked.")
    batch: str | None = Field(None, max_length=26, description="The batch that it belongs to.")
    keep_unreadable: bool = Field(
        False, description="Keep a paper that no reader can open, told in the report, in place of refusing the packet."
    )


def read_order(fields: dict[str, str]) -> PacketOrder:
    """The order of a form; a field that is left empty is as one that is not there; raises BadRequest."""
    try:
        order = PacketOrder.model_validate({name: text for name, text in fields.items() if text.strip()})
    except ValidationError as error:
        raise BadRequest(f"The form is not right: {error_told(error)}.") from None
    order.name = clean_name(order.name) if order.name else None
    order.case_number = clean_line(order.case_number or "") or None
    return order


def error_told(error: ValidationError) -> str:
    """Where a request is not right, and what is wrong there, without the value."""
    return "; ".join(f"{'.'.join(map(str, fault['loc'])) or 'body'}: {fault['msg']}" for fault in error.errors()[:5])


def check_program(program: str | None, caller: Caller, catalog: Catalog) -> None:
    """Raises BadRequest for a program that is unknown, or none of the caller's."""
    if program is None:
        return
    try:
        catalog.program(program)
    except FormwrightError as error:
        raise BadRequest(str(error)) from None
    if caller.programs and program not in caller.programs:
        raise BadRequest(f"The program {program} is none of yours. Yours are {', '.join(caller.programs)}.")


PACKET_FIELDS = frozenset((FILES, *PacketOrder.model_fields))
FILES_ONLY = frozenset((FILES, "keep_unreadable"))


def form_of(model: type[BaseModel] | None, *fields: str) -> dict[str, Any]:
    """The description, for OpenAPI, of a form with files and the model's fields, or those of them that are named."""
    schema = model.model_json_schema() if model else {"properties": {}}
    wanted = {name: entry for name, entry in schema["properties"].items() if not fields or name in fields}
    files = {"type": "array", "minItems": 1, "items": {"type": "string", "format": "binary"}}
    return {
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {
                    "schema": {"type": "object", "required": [FILES], "properties": {FILES: files, **wanted}}
                }
            },
        }
    }
