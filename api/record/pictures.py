"""Pictures of pages: drawn in a process of their own, since papers are not to be trusted, and kept."""

import contextlib
import hashlib
import multiprocessing
import os
import resource
import tempfile
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures import TimeoutError as NotInTime
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

from api.problems import Conflict, NotFound
from api.service import Service
from api.store.papers import file_key
from extractors.read import Sight
from forms.catalog import load_catalog
from forms.errors import FormwrightError

WIDTHS = (200, 400, 800, 1200, 1600, 2400)
"""Widths in pixels in which pages are drawn; what is asked for is rounded up to one."""
_SECONDS = 60
_MEMORY = 1_500_000_000
_PAGES = 200
"""Pages after which the process is replaced."""
_VERSION = 1


def width_for(asked: int) -> int:
    """The width in which a page is drawn for somebody who asks for that many pixels."""
    return next((width for width in WIDTHS if width >= asked), WIDTHS[-1])


class Painter:
    """One process that draws pages, started when the first is asked for and replaced where it breaks."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._lock = threading.Lock()

    def draw(self, path: Path, name: str, page: int, sight: Sight | None, width: int) -> bytes:
        """The page as WebP; raises FormwrightError with the reason, Conflict where it takes too long."""
        # One page at a time: a page takes a tenth of a second, and what waits here is a thread of few.
        with self._lock:
            pool = self._pool or self._start()
            try:
                drawn = pool.submit(_draw, path, name, page, sight, width).result(timeout=_SECONDS)
            except (NotInTime, BrokenProcessPool):
                self._end()
                raise Conflict("This page cannot be shown. Download the file and look at it there.") from None
        if isinstance(drawn, str):
            raise Conflict(drawn)
        return drawn

    def _start(self) -> ProcessPoolExecutor:
        context = get_context("spawn")
        self._pool = ProcessPoolExecutor(1, context, initializer=_bounded, max_tasks_per_child=_PAGES)
        return self._pool

    def _end(self) -> None:
        pool, self._pool = self._pool, None
        if pool is None:
            return
        for process in list((pool._processes or {}).values()):
            with contextlib.suppress(OSError):
                process.kill()
        pool.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        """Ends the process."""
        with self._lock:
            self._end()


PAINTER = Painter()


def page_picture(
    service: Service, sha256: str, name: str, page: int, sight: Sight | None, turn: int, width: int
) -> tuple[str, bytes]:
    """The picture's mark, which changes with what it shows, and the picture."""
    frame = f"{sight.frame}{sight.turned}" if sight else "plain"
    if sight and sight.corners:
        frame += hashlib.sha256(repr(sight.corners).encode()).hexdigest()[:12]
    mark = f"{sha256[:24]}-{page}-{frame}-{width}-v{_VERSION}"
    key = f"pictures/{mark}"
    if service.papers.has(key):
        return mark, service.papers.get(key)
    if not service.papers.has(file_key(sha256)):
        raise NotFound("page")
    with service.papers.local(file_key(sha256)) as path:
        drawn = PAINTER.draw(path, name, page, sight, width)
    service.papers.put(key, drawn)
    return mark, drawn


def _draw(path: Path, name: str, page: int, sight: Sight | None, width: int) -> bytes | str:
    from extractors.show import show_page

    try:
        return show_page(path, name, page, sight, load_catalog(), width)
    except FormwrightError as error:
        return str(error)
    except Exception as error:  # whatever a broken paper makes a library stumble over
        return (
            f"Page {page} of {name} cannot be shown ({type(error).__name__}). Download the file and look at it there."
        )


def _bounded() -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    tempfile.tempdir = None
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Ends this process with the one that it draws for, however that one came to its end."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
