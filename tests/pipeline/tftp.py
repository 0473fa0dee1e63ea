"""A TFTP server over one folder (RFC 1350), for devices that know nothing else."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BLOCK = 512


@contextmanager
def tftp_server(folder: Path) -> Iterator[int]:
    """Yield the port at which files of a folder are read."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=_serve, args=(udp, folder), daemon=True)
        thread.start()
        port = udp.getsockname()[1]
        try:
            yield port
        finally:
            udp.sendto(b"\0\0", ("127.0.0.1", port))
            thread.join(timeout=5)


def _serve(udp: socket.socket, folder: Path) -> None:
    while True:
        packet, peer = udp.recvfrom(1024)
        if packet[:2] == b"\0\0":
            return
        if packet[:2] != b"\0\1":
            continue
        path = folder / packet[2:].split(b"\0")[0].decode()
        if path.parent != folder or not path.is_file():
            udp.sendto(struct.pack("!HH", 5, 1) + b"File not found\0", peer)
            continue
        text = path.read_bytes()
        for number in range(len(text) // BLOCK + 1):
            part = text[number * BLOCK : (number + 1) * BLOCK]
            udp.sendto(struct.pack("!HH", 3, number + 1) + part, peer)
            udp.recvfrom(1024)
