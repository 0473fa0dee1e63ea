"""New devices ask for their file over HTTP: each serial number gets its own, once, and no other.

A serial number stands on a label and proves little: so a file is handed out to one address, which
may ask again for a while, and whoever else comes is refused and told. If that is the real device,
the first one was not.
"""

import ssl
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from parknet.pipeline.logins import first_files_of
from parknet.pipeline.parks import Site
from parknet.pipeline.ztp import (
    BY_HTTP,
    FirstFile,
    first_files,
    remember_first_boot,
    wanted_files,
)
from parknet.pipeline.ztp_scripts import comware_script, vrp8_script
from parknet.store import Handed
from parknet.units import counted
from parknet.vault import Vault

# EOS says who it is in a header of its request [U].
_EOS_SERIAL: Final = "X-Arista-Serial"
_WAIT_S: Final = 30.0

# As long as a device may ask again from its address: it may have lost power, or the answer.
RETRY_S: Final = 1800.0


class Handout:
    """Which file is still to be handed out; every question is answered once at a time.

    What was handed out is on record, so that another server of this park knows it as well.
    """

    def __init__(self, site: Site, vault: Vault, again: Collection[str] = ()) -> None:
        """Prepare the files.

        Args:
            site: the park.
            vault: whose key first secrets follow from.
            again: devices that are handed their file once more, whatever is on record.
        """
        self._site, self._vault = site, vault
        self._lock = threading.Lock()
        self._record = first_files_of(site, vault)
        files = wanted_files(site, vault, again)
        self._files = {one.serial.upper(): one for one in first_files(site, vault)}
        self._waited = frozenset(one.device for one in files if one.os in BY_HTTP)
        others = len(files) - len(self._waited)
        if others:
            site.talk(f"{counted(others, 'device')} of VRP 5 fetch their files from a file server")
        self._again = set(again)
        self._asked = threading.Event()

    def wait(self) -> None:
        """Wait until nobody may ask any more; Ctrl-C reaches the caller."""
        while not self.is_over:
            self._asked.wait(1.0)
            self._asked.clear()

    def waits_for(self, system: str) -> bool:
        """Return whether devices of an operating system are to come."""
        return any(it.os == system and it.device in self._waited for it in self._files.values())

    def tell(self, message: str) -> None:
        """Tell people what they must know."""
        self._site.talk(message)

    @property
    def left(self) -> list[str]:
        """Return the devices that have not come yet."""
        record = self._record.all()
        return [name for name in sorted(self._waited) if not self._had(record, name)]

    @property
    def is_over(self) -> bool:
        """Return whether every device runs, or had its file so long ago that it may not retry."""
        record, now = self._record.all(), self._site.clock.now()
        return all(
            self._had(record, name)
            and (record[name].is_running or now > record[name].given + RETRY_S)
            for name in self._waited
        )

    def _had(self, record: Mapping[str, Handed], name: str) -> bool:
        return name in record and name not in self._again

    def take(self, system: str, serial: str, asker: str) -> FirstFile | HTTPStatus:
        """Return a device's file, or why there is none for whoever asks.

        Args:
            system: whose way of asking this is.
            serial: as the device tells it.
            asker: its address, for the record.
        """
        serial = serial.upper()
        shown = "".join(c for c in serial if c.isascii() and c.isalnum())[:32]
        with self._lock:
            found = self._files.get(serial)
            if found is None or found.os != system:
                self._site.talk(f"{asker} asked as serial number {shown}: unknown, refused")
                return HTTPStatus.NOT_FOUND
            known = self._record.all().get(found.device)
            told = f"{found.device} ({shown})"
            why = "" if found.device in self._again else self._refusal(known, asker)
            if why:
                self._site.talk(f"{asker} asked for {told} AGAIN: refused, since {why}")
                return HTTPStatus.GONE
            # On record before it leaves: a device that has it must never be unknown to the ledger.
            remember_first_boot(self._site, self._vault, found.device, asker)
            self._again.discard(found.device)
            self._site.talk(f"{told} at {asker} has its file{' once more' if known else ''}")
            self._asked.set()
            return found

    def _refusal(self, known: Handed | None, asker: str) -> str:
        """Return why a device that had its file gets it no more; empty where it may retry."""
        if known is None:
            return ""
        if known.is_running:
            return "it runs already; where it was replaced or reset: --again DEVICE"
        if known.asker != asker:
            return (
                f"{known.asker} had it; if this is the real device, the other one has its file: "
                "look, then --again DEVICE"
            )
        if self._site.clock.now() > known.given + RETRY_S:
            return "it had it too long ago; look, then --again DEVICE"
        return ""


def _handler(handout: Handout, *, tls: bool) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = _WAIT_S
        server_version, sys_version = "parknet", ""

        def do_GET(self) -> None:
            match self.path.split("/")[1:]:
                case ["ztp", "eos"]:
                    self._give("eos", self.headers.get(_EOS_SERIAL, ""))
                case ["ztp", "comware.py"]:
                    self._say(comware_script(self._host()))
                case ["ztp", "vrp8.py"]:
                    self._say(vrp8_script(self._host(), tls=tls))
                case ["ztp", "comware", serial]:
                    self._give("comware7", serial)
                case ["ztp", "vrp8", serial]:
                    self._give("vrp8", serial)
                case ["ztp", "openwrt", serial]:
                    self._give("openwrt2305", serial)
                case _:
                    self.send_error(HTTPStatus.NOT_FOUND)

        def _host(self) -> str:
            """Return where the asker found us; what could not be a host's name is left out."""
            host = self.headers.get("Host", "")
            return host if all(c.isalnum() or c in ".:[]-" for c in host) else ""

        def _give(self, system: str, serial: str) -> None:
            found = handout.take(system, serial, self.client_address[0])
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
    context = None
    if certificate is not None:
        if handout.waits_for("comware7"):
            handout.tell("Comware 7 fetches over HTTP alone: serve its devices without --cert")
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate, key)
    server = ThreadingHTTPServer((host, port), _handler(handout, tls=context is not None))
    server.daemon_threads = True
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    scheme = "http" if context is None else "https"
    thread = threading.Thread(target=server.serve_forever, name="day zero", daemon=True)
    thread.start()
    try:
        yield f"{scheme}://{host}:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
