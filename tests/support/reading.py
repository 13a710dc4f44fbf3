"""A packet sent to an office of the tests and read by a worker in this process."""

import signal
from pathlib import Path

from api.work.piece import Worker
from api.work.reading import PacketReader
from api.work.writing import write
from tests.support.office import Office

EXAMPLES = Path(__file__).parent.parent.parent / "examples" / "packets"


def send(office: Office, folder: Path, **fields: str) -> str:
    """Sends the folder's files as a packet; gives its id."""
    files = [("files", (path.name, path.read_bytes())) for path in sorted(folder.iterdir())]
    fields = {"as_of": "2026-11-21", "name": folder.name} | fields
    answer = office.client.post("/api/v1/packets", headers=office.headers("clerk"), files=files, data=fields)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def work(office: Office) -> None:
    """Reads and writes whatever waits."""
    worker = Worker(office.service, "test")
    try:
        with PacketReader(worker) as reader:
            while reader.read():
                pass
        while write(worker):
            pass
    finally:
        signal.alarm(0)


def read_example(office: Office, example: str, **fields: str) -> str:
    """Sends an example packet and has it read; gives its id."""
    packet = send(office, EXAMPLES / example, **fields)
    work(office)
    return packet
