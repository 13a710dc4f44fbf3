"""The paper store: bytes under the hash of what they are, in a folder or in an S3 bucket, whole or not at all."""

import contextlib
import errno
import hashlib
import os
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store, from_url

from api.problems import NoRoom, PaperLost

CHUNK = 1 << 20


class Papers(Protocol):
    """Where papers lie; a key is letters, digits, `-`, `.` and `/`."""

    def put_file(self, key: str, path: Path) -> None:
        """Moves or copies the file into the store; raises NoRoom."""

    def put(self, key: str, content: bytes) -> None:
        """Puts the bytes into the store; raises NoRoom."""

    def get(self, key: str) -> bytes:
        """The bytes; raises PaperLost."""

    def chunks(self, key: str) -> Iterator[bytes]:
        """The bytes, a megabyte at a time; raises PaperLost."""

    def has(self, key: str) -> bool:
        """Whether it is there."""

    def keys(self) -> Iterator[str]:
        """Every key."""

    def delete(self, key: str) -> None:
        """Takes it away, if it is there."""

    def local(self, key: str) -> "contextlib.AbstractContextManager[Path]":
        """A path at which the bytes lie while the block runs; raises PaperLost."""


def open_papers(address: str) -> Papers:
    """The store at the address: `s3://bucket/prefix`, else a folder, which is made."""
    return Bucket(address) if address.startswith("s3://") else Folder(Path(address))


def file_key(sha256: str) -> str:
    """The key of a file that was sent or written."""
    return f"{sha256[:2]}/{sha256}"


def put_bytes(papers: Papers, content: bytes) -> str:
    """Puts bytes under their hash, which is given back."""
    sha256 = hashlib.sha256(content).hexdigest()
    papers.put(file_key(sha256), content)
    return sha256


def pack(text: str) -> bytes:
    """The text compressed, as reports and readings are kept."""
    return zlib.compress(text.encode(), 6)


def unpack(content: bytes) -> str:
    """The text of what `pack` made."""
    return zlib.decompress(content).decode()


class Folder:
    """Papers in a folder of this machine; a paper is written beside its place and moved there in one step."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)

    def put_file(self, key: str, path: Path) -> None:
        """Moves the file into its place, in one step where it lies on the same disk."""
        target = self._path(key)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with path.open("rb") as file:
                os.fsync(file.fileno())
            path.replace(target)
            _sync_folder(target.parent)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise NoRoom(error.strerror or "the disk refused") from error
            with path.open("rb") as file:
                self._write(target, iter(lambda: file.read(CHUNK), b""))
            path.unlink()

    def put(self, key: str, content: bytes) -> None:
        """Writes the bytes beside their place and moves them there."""
        self._write(self._path(key), [content])

    def _write(self, target: Path, parts: Iterable[bytes]) -> None:
        temporary: Path | None = None
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".part-", delete=False) as file:
                temporary = Path(file.name)
                file.writelines(parts)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(target)
            _sync_folder(target.parent)
        except OSError as error:
            if temporary:
                temporary.unlink(missing_ok=True)
            raise NoRoom(error.strerror or "the disk refused") from error

    def get(self, key: str) -> bytes:
        """The bytes."""
        with self.local(key) as path:
            return path.read_bytes()

    def chunks(self, key: str) -> Iterator[bytes]:
        """The bytes, a megabyte at a time."""
        with self.local(key) as path, path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk

    def has(self, key: str) -> bool:
        """Whether it is there."""
        return self._path(key).is_file()

    def keys(self) -> Iterator[str]:
        """Every key, none of what is being written."""
        for path in self.root.rglob("*"):
            if path.is_file() and not path.name.startswith("."):
                yield path.relative_to(self.root).as_posix()

    def delete(self, key: str) -> None:
        """Takes it away."""
        self._path(key).unlink(missing_ok=True)

    @contextlib.contextmanager
    def local(self, key: str) -> Iterator[Path]:
        """The paper's own path."""
        path = self._path(key)
        if not path.is_file():
            raise PaperLost(key)
        yield path

    def _path(self, key: str) -> Path:
        path = self.root / key
        assert ".." not in path.parts, key
        return path


class Bucket:
    """Papers in an S3 bucket; keys and region come from the usual AWS_ variables."""

    def __init__(self, address: str) -> None:
        store = from_url(address, client_options={"allow_http": True})
        assert isinstance(store, S3Store)
        self.store = store

    def put_file(self, key: str, path: Path) -> None:
        """Copies the file into the bucket, in parts where it is long, and removes it here."""
        with _as_no_room():
            obstore.put(self.store, key, path)
        path.unlink(missing_ok=True)

    def put(self, key: str, content: bytes) -> None:
        """Puts the bytes into the bucket."""
        with _as_no_room():
            obstore.put(self.store, key, content)

    def get(self, key: str) -> bytes:
        """The bytes."""
        with _as_lost(key):
            return bytes(obstore.get(self.store, key).bytes())

    def chunks(self, key: str) -> Iterator[bytes]:
        """The bytes as they come."""
        with _as_lost(key):
            for chunk in obstore.get(self.store, key).stream(CHUNK):
                yield bytes(chunk)

    def has(self, key: str) -> bool:
        """Whether it is there."""
        try:
            obstore.head(self.store, key)
        except FileNotFoundError:
            return False
        return True

    def keys(self) -> Iterator[str]:
        """Every key."""
        for part in obstore.list(self.store):
            for entry in part:
                yield str(entry["path"])

    def delete(self, key: str) -> None:
        """Takes it away."""
        with contextlib.suppress(FileNotFoundError):
            obstore.delete(self.store, key)

    @contextlib.contextmanager
    def local(self, key: str) -> Iterator[Path]:
        """A copy, removed when the block ends."""
        with tempfile.TemporaryDirectory(prefix="formwright-") as folder:
            path = Path(folder) / "paper"
            with path.open("wb") as file:
                for chunk in self.chunks(key):
                    file.write(chunk)
            yield path


def _sync_folder(folder: Path) -> None:
    """Makes a move last through a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _as_no_room() -> Iterator[None]:
    try:
        yield
    except (BaseError, OSError) as error:
        raise NoRoom(type(error).__name__) from error


@contextlib.contextmanager
def _as_lost(key: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise PaperLost(key) from error
    except BaseError as error:
        raise PaperLost(key) from error
