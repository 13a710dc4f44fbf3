"""A line to a service that is cut in the middle of what goes over it."""

import contextlib
import math
import socket
import socketserver
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

_PIECE = 16_384


@contextlib.contextmanager
def cut_line(url: str, after: int) -> Iterator[tuple[str, threading.Event]]:
    """The address of a line to the service, each connection of which breaks after so many bytes until it is mended."""
    there = urlsplit(url)
    mended = threading.Event()

    def pass_on(source: socket.socket, target: socket.socket, left: float) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(_PIECE):
                left -= len(piece)
                if left < 0 and not mended.is_set():
                    break
                target.sendall(piece)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    class Line(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with socket.create_connection((there.hostname, there.port)) as service:
                back = threading.Thread(target=pass_on, args=(service, self.request, math.inf))
                back.start()
                pass_on(self.request, service, after)
                back.join()

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Line) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", mended
        server.shutdown()
