"""Papers in an S3 bucket, by settings alone; the bucket is moto's, on loopback."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from moto.server import ThreadedMotoServer

from api.problems import PaperLost
from api.store.papers import Papers, file_key, open_papers, put_bytes
from tests.support.servers import free_port


@pytest.fixture
def papers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Papers]:
    port = free_port()
    server = ThreadedMotoServer("127.0.0.1", port, verbose=False)
    server.start()
    try:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
        monkeypatch.setenv("AWS_REGION", "us-east-1")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
        assert httpx.put(f"http://127.0.0.1:{port}/formwright").status_code == 200
        yield open_papers("s3://formwright/papers")
    finally:
        server.stop()


def test_papers_are_kept_in_a_bucket(papers: Papers, tmp_path: Path) -> None:
    key = file_key(put_bytes(papers, b"a paper"))
    assert papers.get(key) == b"a paper"
    incoming = tmp_path / "incoming"
    incoming.write_bytes(b"another" * 500_000)
    papers.put_file("xx/another", incoming)
    assert not incoming.exists()
    assert b"".join(papers.chunks("xx/another")) == b"another" * 500_000
    with papers.local("xx/another") as path:
        assert path.stat().st_size == 3_500_000
    assert sorted(papers.keys()) == sorted([key, "xx/another"])
    assert papers.has(key)
    papers.delete(key)
    assert not papers.has(key)
    with pytest.raises(PaperLost):
        papers.get(key)
