"""Where an upload is put down until all of it has come: a folder of its own, gone when the upload ended, however."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from api.problems import NoRoom
from api.store.clock import new_id
from api.store.papers import CHUNK


class Place:
    """The folder of one upload; a lock on it tells that whoever fills it is alive."""

    def __init__(self, incoming: Path) -> None:
        try:
            self.folder, self._lock = _locked_folder(incoming)
        except OSError as error:
            raise NoRoom(error.strerror or "the disk refused") from error
        self._files = 0

    def new_path(self) -> Path:
        """A path at which nothing lies yet."""
        self._files += 1
        return self.folder / str(self._files)

    @property
    def journal(self) -> Path:
        """Names what is put into the paper store, for whoever sweeps up after a process that died."""
        return self.folder / "journal"

    def clear(self) -> None:
        """Removes the folder with all that still lies in it."""
        shutil.rmtree(self.folder, ignore_errors=True)
        os.close(self._lock)


def written_whole(incoming: Path, write: Callable[[Path], None]) -> Iterator[bytes]:
    """What is written into a file, whole before the first byte is given: what cannot be written raises at once."""
    place = Place(incoming)
    path = place.new_path()
    try:
        write(path)
    except BaseException:
        place.clear()
        raise

    def pieces() -> Iterator[bytes]:
        try:
            with path.open("rb") as file:
                while piece := file.read(CHUNK):
                    yield piece
        finally:
            place.clear()

    return pieces()


def _locked_folder(incoming: Path) -> tuple[Path, int]:
    while True:
        folder = incoming / new_id()
        folder.mkdir(parents=True)
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        fcntl.flock(lock, fcntl.LOCK_EX)
        if folder.is_dir():
            return folder, lock
        # A sweep was faster than the lock.
        os.close(lock)


def abandoned(incoming: Path) -> list[Path]:
    """The folders of uploads whose process died."""
    return [folder for folder in incoming.iterdir() if folder.is_dir() and _is_abandoned(folder)]


def _is_abandoned(folder: Path) -> bool:
    try:
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(lock)
    return True


def remove(folder: Path) -> None:
    """Removes the folder of an upload that was abandoned."""
    shutil.rmtree(folder, ignore_errors=True)
