"""The parts of the service, opened once in each process: settings, database, papers, catalogue."""

from dataclasses import dataclass, field
from datetime import date

from api.settings import Settings
from api.store.clock import now
from api.store.database import Database
from api.store.papers import Papers, open_papers
from api.store.upgrade import upgrade
from forms.catalog import Catalog, load_catalog
from forms.errors import FormwrightError


@dataclass(frozen=True, slots=True)
class Service:
    """What every route, task and command of the service is handed."""

    settings: Settings
    database: Database
    papers: Papers
    catalog: Catalog = field(repr=False)

    def today(self) -> date:
        """The agency's civil day."""
        return self.settings.day(now())

    def close(self) -> None:
        """Closes what is open."""
        self.database.close()


def open_service(settings: Settings) -> Service:
    """Opens all parts and brings the database up to date; raises FormwrightError."""
    try:
        settings.incoming.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FormwrightError(
            f"{settings.data} cannot be made ({error.strerror}): set FORMWRIGHT_DATA to a folder that can."
        ) from None
    database = Database(settings.database)
    upgrade(database)
    database.close()
    return join_service(settings)


def join_service(settings: Settings) -> Service:
    """Opens all parts of a service that another process of this machine has opened and brought up to date."""
    return Service(settings, Database(settings.database), open_papers(settings.papers), load_catalog())
