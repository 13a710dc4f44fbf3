"""What an office sets for its service: one frozen object, read from the environment once and passed on."""

from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from forms.errors import FormwrightError
from forms.evidence import REVIEW_BELOW

MEGABYTE = 1_000_000


class Settings(BaseSettings):
    """Each is set by the environment variable of its name in capitals, after `FORMWRIGHT_`: docs/service.md."""

    model_config = SettingsConfigDict(env_prefix="FORMWRIGHT_", frozen=True, extra="ignore")

    data: Path = Path("formwright-data")
    """The folder of everything that is kept: the database, the papers, what is being uploaded."""
    database_url: str = ""
    """`postgresql+psycopg://...`; empty: SQLite in the data folder."""
    queue_url: str = ""
    """`redis://` or `amqp://` of Celery's broker; empty: workers take leases from the database alone."""
    store_url: str = ""
    """`s3://bucket/prefix` of the papers; empty: a folder in the data folder."""
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    """The address that links name, where a proxy stands before the service; empty: host and port."""
    workers: int = Field(default=2, ge=0)
    """Worker processes that `serve` starts beside the web process."""
    time_zone: str = "America/New_York"
    """The agency's: it tells which civil day an instant is."""
    duplicates: Literal["warn", "refuse"] = "warn"
    """What happens to a packet whose papers were all sent before; it is told either way."""
    review_below: float = Field(default=REVIEW_BELOW, ge=0, le=1)
    """Values that are less sure are marked for a person; what a threshold is worth: docs/benchmarks.md."""
    file_bytes: int = 200 * MEGABYTE
    """Of one uploaded file; the readers take no more (`extractors/files.py`)."""
    packet_bytes: int = 1_000 * MEGABYTE
    """Of one upload, and of what its zip unpacks to."""
    packet_files: int = 500
    """Files in one packet."""
    batch_bytes: int = 10_000 * MEGABYTE
    """Of the zip of a batch, and of what it unpacks to."""
    batch_files: int = 20_000
    """Entries in the zip of a batch."""
    upload_seconds: int = 600
    """An upload that takes longer is ended."""
    upload_idle_seconds: int = 30
    """An upload of which nothing comes for so long is ended."""
    lease_seconds: int = 300
    """A worker must be heard of within: twice the longest step of a reader (`api/readers.py`)."""
    attempts: int = Field(default=2, ge=1)
    """Tries before a packet is put into quarantine."""
    retry_seconds: int = Field(default=5, ge=0)
    """A try that failed is repeated after so long."""
    worker_bytes: int = 2_000 * MEGABYTE
    """Of memory that a worker process may hold of its own; its readers have limits of their own."""
    worker_pieces: int = Field(default=500, ge=1)
    """Packets and letters after which a worker process is replaced."""
    sweep_seconds: int = Field(default=5, ge=1)
    """So often leases that ran out are given back, and words that were lost are sent again."""
    metrics_from: str = ""
    """Addresses or networks, parted by commas, that may read `/metrics` without a token."""
    session_hours: int = 12
    """A person who has done nothing for so long signs in again."""
    quality_share: int = Field(default=2, ge=0, le=100)
    """Per cent of the packets found complete that a person looks at all the same."""
    due_days: int = Field(default=14, ge=0, le=365)
    """Days from receipt until a packet is due; 0: none is."""

    @property
    def database(self) -> str:
        """The database's address."""
        return self.database_url or f"sqlite:///{self.data.resolve() / 'formwright.db'}"

    @property
    def incoming(self) -> Path:
        """Where an upload is put down until all of it has come; on the same disk as the papers."""
        return self.data / "incoming"

    @property
    def papers(self) -> str:
        """The address of the paper store."""
        return self.store_url or str(self.data / "papers")

    @property
    def address(self) -> str:
        """The address that people open, without a slash at its end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    def begins(self, day: date) -> datetime:
        """The instant at which a civil day of the agency begins."""
        return datetime.combine(day, time(), ZoneInfo(self.time_zone))

    def day(self, instant: datetime) -> date:
        """The civil day of an instant where the agency is."""
        return instant.astimezone(ZoneInfo(self.time_zone)).date()


def read_settings(**given: Any) -> Settings:
    """The settings of the environment, with what the command line says besides; raises FormwrightError."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        faults = (f"FORMWRIGHT_{str(fault['loc'][0]).upper()}: {fault['msg']}" for fault in error.errors())
        raise FormwrightError(f"A setting is not right: {'; '.join(faults)}. See docs/service.md.") from None
