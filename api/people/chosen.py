"""Settings that an administrator chooses while the service runs: kept in the database, before the environment's."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.people import audit
from api.settings import Settings
from api.store.clock import now
from api.store.tables import ChosenSetting, User

Threshold = Annotated[float, Field(ge=0.5, le=0.99, description="Values less sure are for review.")]
Share = Annotated[int, Field(ge=0, le=100, description="Per cent of the complete packets that a person looks at.")]
Days = Annotated[int, Field(ge=0, le=365, description="Days from receipt until a packet is due; 0: none is.")]


class Chosen(BaseModel):
    """What holds for packets that come or are read from now on."""

    review_below: float
    quality_share: int
    due_days: int


class Choice(BaseModel):
    """What is to hold; what is left out stays."""

    model_config = ConfigDict(extra="forbid")
    review_below: Threshold | None = None
    quality_share: Share | None = None
    due_days: Days | None = None


NAMES = tuple(Chosen.model_fields)


def chosen(session: Session, settings: Settings) -> Chosen:
    """What holds now: the administrator's choice, else what the environment says."""
    known: dict[str, Any] = {name: getattr(settings, name) for name in NAMES}
    rows = session.execute(select(ChosenSetting.name, ChosenSetting.value))
    return Chosen.model_validate(known | {row.name: row.value for row in rows if row.name in known})


def choosers(session: Session) -> dict[str, tuple[str, datetime]]:
    """Who chose what and when, of the settings that somebody chose."""
    rows = session.execute(select(ChosenSetting, User.name).outerjoin(User, User.id == ChosenSetting.chosen_by))
    return {row.name: (who or "", row.chosen_at) for row, who in rows}


def choose(session: Session, settings: Settings, by: str, choice: Choice) -> Chosen:
    """Keeps the choice, and what was before in the trail."""
    before = chosen(session, settings)
    changed: dict[str, list[float]] = {}
    for name, value in choice.model_dump(exclude_none=True).items():
        if value != getattr(before, name):
            session.merge(ChosenSetting(name=name, value=value, chosen_by=by, chosen_at=now()))
            changed[name] = [getattr(before, name), value]
    if changed:
        session.flush()
        audit.note(session, by, "settings.change", changed=changed)
    return chosen(session, settings)
