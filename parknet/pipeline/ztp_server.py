"""New devices ask for their file over HTTP: each serial number gets its own, once, and no other.

A serial number stands on a label and proves little: so a file is handed out once, and whoever
comes second is refused and told. If that is the real device, the first one was not.
"""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from parknet.pipeline.parks import Site
from parknet.pipeline.ztp import FirstFile, first_files, remember_first_boot
from parknet.vault import Vault

# EOS says who it is in a header of its request [U].
_EOS_SERIAL: Final = "X-Arista-Serial"
_WAIT_S: Final = 30.0

# Comware runs a Python script that option 67 names [D] Comware 7 Fundamentals, Automatic
# configuration, Python; the calls of its `comware` module and the display's wording are [U].
COMWARE_SCRIPT: Final = """#!usr/bin/python
import re
import comware
shown = comware.CLI('display device manuinfo', False).get_output()
serial = re.search(r'DEVICE_SERIAL_NUMBER\\s*:\\s*(\\S+)', '\\n'.join(shown)).group(1)
comware.Transfer('http', '@HOST@', 'ztp/comware/' + serial, 'flash:/parknet.cfg')
comware.CLI('startup saved-configuration flash:/parknet.cfg main ;reboot force')
"""


class Handout:
    """Which file is still to be handed out; every question is answered once at a time."""

    def __init__(self, site: Site, vault: Vault) -> None:
        self._site, self._vault = site, vault
        self._lock = threading.Lock()
        self._files = {one.serial.upper(): one for one in first_files(site, vault)}
        self._given: set[str] = set()
        self._all = threading.Event()

    def wait(self) -> None:
        """Wait until every device has come; Ctrl-C reaches the caller."""
        while not self._all.wait(0.5):
            pass

    @property
    def left(self) -> list[str]:
        """Return the devices that have not come yet."""
        return [it.device for serial, it in self._files.items() if serial not in self._given]

    def take(self, platform: str, serial: str, asker: str) -> FirstFile | HTTPStatus:
        """Return a device's file, or why there is none for whoever asks.

        Args:
            platform: whose way of asking this is.
            serial: as the device tells it.
            asker: its address, for the record.
        """
        serial = serial.upper()
        shown = "".join(c for c in serial if c.isascii() and c.isalnum())[:32]
        with self._lock:
            found = self._files.get(serial)
            if found is None or found.platform != platform:
                self._site.talk(f"{asker} asked as serial number {shown}: unknown, refused")
                return HTTPStatus.NOT_FOUND
            if serial in self._given:
                self._site.talk(
                    f"{asker} asked for {found.device} ({shown}) AGAIN: refused; if this is the "
                    "real device, another one has its file: start this server anew after a look"
                )
                return HTTPStatus.GONE
            # On record before it leaves: a device that has it must never be unknown to the ledger.
            remember_first_boot(self._site, self._vault, found.device)
            self._given.add(serial)
            self._site.talk(f"{found.device} ({shown}) at {asker} has its file")
            if not self.left:
                self._all.set()
            return found


def _handler(handout: Handout) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = _WAIT_S
        server_version, sys_version = "parknet", ""

        def do_GET(self) -> None:
            match self.path.split("/")[1:]:
                case ["ztp", "eos"]:
                    self._give("arista_eos", self.headers.get(_EOS_SERIAL, ""))
                case ["ztp", "comware.py"]:
                    host = self.headers.get("Host", "")
                    is_plain = all(c.isalnum() or c in ".:[]-" for c in host)
                    self._say(COMWARE_SCRIPT.replace("@HOST@", host if is_plain else ""))
                case ["ztp", "comware", serial]:
                    self._give("h3c_comware", serial)
                case _:
                    self.send_error(HTTPStatus.NOT_FOUND)

        def _give(self, platform: str, serial: str) -> None:
            found = handout.take(platform, serial, self.client_address[0])
            if isinstance(found, HTTPStatus):
                self.send_error(found)
            else:
                self._say(found.text)

        def _say(self, text: str) -> None:
            body = text.encode()
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", "text/plain; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *_: Any) -> None:  # noqa: A002 - as the parent has it
            """Say nothing: what matters is told by the handout."""

    return Handler


@contextmanager
def day_zero_server(
    handout: Handout,
    host: str,
    port: int,
    certificate: Path | None = None,
    key: Path | None = None,
) -> Iterator[str]:
    """Yield where the server listens; it ends with the block.

    Raises:
        OSError: the port is taken, or the certificate cannot be read.
    """
    server = ThreadingHTTPServer((host, port), _handler(handout))
    server.daemon_threads = True
    scheme = "http"
    if certificate is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate, key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        scheme = "https"
    thread = threading.Thread(target=server.serve_forever, name="day zero", daemon=True)
    thread.start()
    try:
        yield f"{scheme}://{host}:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
