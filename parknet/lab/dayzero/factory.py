"""A device as it leaves its factory: what DHCP offers in, the configuration it starts with out.

Each asks as its maker documents, over real HTTP (VRP 5: TFTP), and runs the scripts that it is
given: Comware and VRP 8 in a Python whose modules are the device's, OpenWrt in a shell whose
programs are.
"""

import hashlib
import http.client
import re
import socket
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final
from urllib.parse import urlsplit

BOOT_FILE, TFTP_NAME, TFTP_ADDRESS = 67, 66, 150  # RFC 2132, 9.4 and 9.5; RFC 5859
_WAIT_S: Final = 10.0
# What its request says in option 60: see the page on day zero.
VENDOR_CLASSES: Final = {
    "vrp5": "huawei S5735",
    "vrp8": "huawei CE6857",
    "comware7": "H3C. H3C S5130S",
    "eos": "Arista;DCS-7050",
    "openwrt2305": "udhcp 1.36.1",
}


class FirstBootError(Exception):
    """The device stays as it left the factory, and why."""


@dataclass
class Started:
    """What a device starts with.

    Attributes:
        text: its configuration.
        accounts: who may log in, with passwords, where its configuration says nothing of it.
    """

    text: str
    accounts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FactoryDevice:
    """One device without a configuration.

    Attributes:
        serial: as it tells it.
        image: files that somebody put into its image, by path: OpenWrt alone has some.
        tftp_port: where TFTP servers listen.
    """

    os: str
    serial: str
    image: Mapping[str, str] = field(default_factory=dict)
    tftp_port: int = 69

    @property
    def vendor_class(self) -> str:
        """Return option 60 of its request."""
        return VENDOR_CLASSES[self.os]

    def start(self, offer: Mapping[int, str]) -> Started:
        """Fetch a configuration, given the options that DHCP offers.

        Raises:
            FirstBootError: nobody gives it one.
        """
        ways: dict[str, Callable[[Mapping[int, str]], Started]] = {
            "vrp5": self._auto_config,
            "vrp8": self._ztp,
            "comware7": self._python,
            "eos": self._boot_file,
            "openwrt2305": self._image,
        }
        return ways[self.os](offer)

    # EOS: [D] EOS User Manual, Initial Switch Access, Zero Touch Provisioning

    def _boot_file(self, offer: Mapping[int, str]) -> Started:
        return Started(_http(_named(offer), {"X-Arista-Serial": self.serial}))

    # VRP 5: [D] S series, Basic Configuration, Auto-Config

    def _auto_config(self, offer: Mapping[int, str]) -> Started:
        server = offer.get(TFTP_ADDRESS) or offer.get(TFTP_NAME)
        if server is None:
            raise FirstBootError("DHCP names no file server")
        name = offer.get(BOOT_FILE, "")
        if not name:
            rows = _tftp(server, self.tftp_port, "lswnet.cfg").splitlines()
            entries = [
                dict(pair.partition("=")[::2] for pair in row.strip().split(";")) for row in rows
            ]
            mine = [entry for entry in entries if entry.get("esn") == self.serial]
            if not mine:
                raise FirstBootError("lswnet.cfg does not name it")
            name = mine[0]["cfgfile"]
        return Started(_tftp(server, self.tftp_port, name))

    # VRP 8: [D] CloudEngine, ZTP, Python intermediate file

    def _ztp(self, offer: Mapping[int, str]) -> Started:
        script = _http(_named(offer))
        first, _, rest = script.partition("\n")
        digest = hashlib.sha256(rest.encode()).hexdigest()
        if first != f'#sha256sum="{digest}"':
            raise FirstBootError("the checksum of the intermediate file is wrong")
        device = _Ops(self.serial)
        modules = {
            "re": re,
            "http.client": SimpleNamespace(
                client=SimpleNamespace(HTTPConnection=lambda *_: device)
            ),
        }
        names = _run(script, modules)
        if names["main"]() != 0:
            raise FirstBootError("the script did not end with 0")
        return Started(device.started())

    # Comware 7: [D] Fundamentals, Automatic configuration; Python, the module comware

    def _python(self, offer: Mapping[int, str]) -> Started:
        url = _named(offer)
        if not url.endswith(".py"):
            return Started(_http(url))
        device = _Comware(self.serial)
        module = SimpleNamespace(CLI=device.cli, Transfer=device.transfer)
        _run(_http(url), {"re": re, "comware": module})
        if device.starts_with not in device.files:
            raise FirstBootError("no file was named for the next start")
        return Started(device.files[device.starts_with])

    # OpenWrt: [D] OpenWrt wiki, UCI defaults; Hotplug

    def _image(self, _: Mapping[int, str]) -> Started:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            _furnish(root, self.serial, self.image)
            for path, action in (("uci-defaults", ""), ("hotplug.d/iface", "ifup")):
                for script in sorted((root / "etc" / path).iterdir()):
                    environment = {
                        "PATH": f"{root}/bin:/usr/bin:/bin",
                        "IPKG_INSTROOT": str(root),
                        "ACTION": action,
                    }
                    subprocess.run(
                        ["/bin/sh", str(script)], env=environment, check=False, timeout=60
                    )
            imported = root / "imported"
            if not imported.exists() or not (root / "rebooted").exists():
                raise FirstBootError("its image fetched nothing")
            accounts = dict(
                row.split(":", 1) for row in (root / "passwords").read_text("utf-8").splitlines()
            )
            return Started(imported.read_text("utf-8"), accounts)


def _named(offer: Mapping[int, str]) -> str:
    if BOOT_FILE not in offer:
        raise FirstBootError("DHCP names no file")
    return offer[BOOT_FILE]


def _run(script: str, modules: Mapping[str, object]) -> dict[str, Any]:
    """Run a script as the device does: what it imports are the device's own modules."""

    def find(name: str, *_: object) -> object:
        if name not in modules:
            raise ImportError(name)
        return modules[name]

    builtins = {
        "__import__": find,
        "str": str,
        "isinstance": isinstance,
        "ImportError": ImportError,
        "RuntimeError": RuntimeError,
    }
    names: dict[str, Any] = {"__builtins__": builtins, "__name__": "ztp"}
    try:
        exec(compile(script, "first boot", "exec"), names)  # noqa: S102 - what devices do with it
    except (ImportError, RuntimeError, AttributeError) as error:
        raise FirstBootError(f"the script failed: {error}") from error
    return names


class _Comware:
    """What the module comware does on a device."""

    def __init__(self, serial: str) -> None:
        self._serial = serial
        self.files: dict[str, str] = {}
        self.starts_with = ""

    def cli(self, commands: str, do_print: bool = True) -> SimpleNamespace:
        """Carry out commands of the user view."""
        del do_print
        shown: list[str] = []
        for command in (part.strip() for part in commands.split(";")):
            if command == "display device manuinfo":
                shown += ["Slot 1 CPU 0:", f"DEVICE_SERIAL_NUMBER : {self._serial}"]
            elif found := re.fullmatch(r"startup saved-configuration (\S+) main", command):
                self.starts_with = found[1]
        return SimpleNamespace(get_output=lambda: shown)

    def transfer(self, protocol: str, host: str, source: str, dest: str) -> None:
        """Fetch a file."""
        self.files[dest] = _http(f"{protocol}://{host}/{source}")


class _Ops:
    """The device that a script on VRP 8 talks to over HTTP, and the connection to it."""

    def __init__(self, serial: str) -> None:
        self._serial = serial
        self._files: dict[str, str] = {}
        self._starts_with = ""
        self._answer = (404, "")

    def started(self) -> str:
        """Return the configuration that was named for the next start."""
        if self._starts_with not in self._files:
            raise FirstBootError("no file was named for the next start")
        return self._files[self._starts_with]

    def request(self, method: str, path: str, body: str, headers: Mapping[str, str]) -> None:
        """Take a request."""
        del headers
        said = dict(re.findall(r"<(\w+)>([^<]*)</\1>", body))
        match method, path:
            case "GET", "/system/systemInfo":
                shown = f"<data><systemInfo><esn>{self._serial}</esn></systemInfo></data>"
                self._answer = (200, shown)
            case "POST", "/HTTPC/httpcTransFiles/httpcTransFile":
                try:
                    self._files[said["FileFullPath"]] = _http(said["FileUrl"])
                    self._answer = (200, "")
                except FirstBootError:
                    self._answer = (500, "")
            case "POST", "/cfg/setStartup" if said.get("fileName") in self._files:
                self._starts_with = said["fileName"]
                self._answer = (200, "")
            case _:
                self._answer = (404, "")

    def getresponse(self) -> SimpleNamespace:
        """Answer it."""
        status, text = self._answer
        return SimpleNamespace(status=status, read=text.encode)


def _http(url: str, headers: Mapping[str, str] | None = None) -> str:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=_WAIT_S)
    try:
        connection.request("GET", parts.path, headers=dict(headers or {}))
        answer = connection.getresponse()
        body = answer.read()
    except OSError as error:
        raise FirstBootError(f"{url}: {error}") from error
    finally:
        connection.close()
    if answer.status != http.client.OK:
        raise FirstBootError(f"{url}: {answer.status}")
    return body.decode()


def _tftp(server: str, port: int, name: str) -> str:
    """Read a file by TFTP (RFC 1350)."""
    read, data, acknowledge, block = 1, 3, 4, 512
    whole = b""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.settimeout(_WAIT_S)
        udp.sendto(struct.pack("!H", read) + name.encode() + b"\0octet\0", (server, port))
        while True:
            try:
                packet, peer = udp.recvfrom(4 + block)
            except OSError as error:
                raise FirstBootError(f"{name}: {error}") from error
            kind, number = struct.unpack("!HH", packet[:4])
            if kind != data:
                raise FirstBootError(f"{name}: {packet[4:].rstrip(bytes(1)).decode()}")
            whole += packet[4:]
            udp.sendto(struct.pack("!HH", acknowledge, number), peer)
            if len(packet) < 4 + block:
                return whole.decode()


# The programs of OpenWrt that scripts of an image call; each is a few lines of Python or shell.
_PROGRAMS: Final = {
    "uci": """#!/bin/sh
case "$*" in
"-m import") cat > "$IPKG_INSTROOT/imported" ;;
commit|"-q batch") cat > /dev/null < /dev/null ;;
*) exit 1 ;;
esac
""",
    "uclient-fetch": """#!{python}
import http.client, sys, urllib.parse
quiet, option, path, url = sys.argv[1:]
parts = urllib.parse.urlsplit(url)
connection = http.client.HTTPConnection(parts.netloc, timeout=10)
connection.request("GET", parts.path)
answer = connection.getresponse()
if (quiet, option) != ("-q", "-O") or answer.status != 200:
    sys.exit(8)
with open(path, "wb") as file:
    file.write(answer.read())
""",
    "passwd": """#!/bin/sh
read -r first && read -r second && [ "$first" = "$second" ] || exit 1
grep -q "^$1:" "$IPKG_INSTROOT/etc/passwd" || exit 1
echo "$1:$first" >> "$IPKG_INSTROOT/passwords"
""",
    "reboot": """#!/bin/sh
: > "$IPKG_INSTROOT/rebooted"
""",
}


def _furnish(root: Path, serial: str, image: Mapping[str, str]) -> None:
    """Make what scripts find on a device, below `root`."""
    files = {
        "/lib/functions/system.sh": f"get_mac_label() {{ echo {_colons(serial)}; }}\n",
        "/etc/passwd": "root:x:0:0:root:/root:/bin/ash\n",
        "/etc/shadow": "root:::0:99999:7:::\n",
        "/tmp/.keep": "",  # noqa: S108 - OpenWrt's own path
        "/passwords": "",
        **{f"/etc/config/{name}": "config factory\n" for name in ("network", "system")},
        **image,
    }
    for path, text in files.items():
        place = root / path.lstrip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    for folder in ("uci-defaults", "hotplug.d/iface"):
        (root / "etc" / folder).mkdir(parents=True, exist_ok=True)
    (root / "bin").mkdir()
    for name, text in _PROGRAMS.items():
        program = root / "bin" / name
        program.write_text(text.replace("{python}", sys.executable), encoding="utf-8")
        program.chmod(0o700)


def _colons(serial: str) -> str:
    return ":".join(serial.lower()[at : at + 2] for at in range(0, len(serial), 2))
