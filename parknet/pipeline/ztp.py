"""Day zero of new devices: serial numbers in, the file of each device and what DHCP says out.

The file is what was rendered, with first secrets of that device alone: its first push replaces
them, since the ledger knows them as others than the park's.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from parknet.drivers.first_boot import first_boot_text
from parknet.drivers.sessions import LOGIN_SECRET
from parknet.errors import IntentError, Problem, StateError
from parknet.names import PLACEHOLDER
from parknet.pipeline.files import write_whole
from parknet.pipeline.logins import first_files_of
from parknet.pipeline.parks import Site
from parknet.pipeline.ztp_scripts import FIRST_PASSWORD, openwrt_files
from parknet.units import counted
from parknet.vault import FIRST_BOOT, Vault

# How a device that starts for the first time gets its file, by operating system. Of the switches'
# it is said below what DHCP tells them; an access controller or a router that routes for a whole
# park is set up by a person.
BY_HTTP: Final = frozenset({"vrp8", "comware7", "eos", "openwrt2305"})
BY_FILE: Final = frozenset({"vrp5"})  # which knows TFTP, FTP and SFTP alone


@dataclass(frozen=True, slots=True)
class FirstFile:
    """What one device starts with.

    Attributes:
        text: its configuration, secrets in plain: never shown, never logged.
    """

    device: str
    serial: str
    os: str
    text: str

    def __repr__(self) -> str:
        return f"FirstFile({self.device})"


def first_files(site: Site, vault: Vault) -> list[FirstFile]:
    """Return the file of every device whose serial number the park has.

    Raises:
        IntentError: there is no serial number, or the platform is not provisioned this way.
    """
    serials = site.intent.park.management.serials
    if not serials:
        where = site.intent.origin("park", "management")
        remedy = "write `serials: {DEVICE: SERIAL}` there, as on the labels"
        raise IntentError(Problem(where, "has no serial numbers of new devices", remedy))
    problems, found = [], []
    for name, serial in serials.items():
        device = site.network.device(name)
        platform = site.intent.library.platforms[device.platform]
        if device.os not in BY_HTTP | BY_FILE:
            problems.append(
                Problem(
                    site.intent.origin("park", "management", "serials", name),
                    f"{name} runs {platform.title}, for which this release makes no first file",
                    f"leave it out and set it up by hand: {_BY_HAND}",
                )
            )
            continue
        text = first_boot_text(
            platform.driver,
            site.configs[name].text,
            lambda secret, name=name: vault.first_boot(name, secret),  # type: ignore[misc]
        )
        if device.os == "openwrt2305":
            # The account is no file of UCI's: its script sets the password, and imports the rest.
            text = text.partition("\npackage shadow\n")[0]
            text = f"{FIRST_PASSWORD}{vault.first_boot(name, LOGIN_SECRET)}\n{text}\n"
        found.append(FirstFile(name, serial, device.os, text))
    if problems:
        raise IntentError(*problems)
    return found


_BY_HAND: Final = "docs/day-zero.md, By hand"


def wanted_files(site: Site, vault: Vault, again: Collection[str] = ()) -> list[FirstFile]:
    """Return the files of devices that do not run yet; tell what becomes of all others.

    Args:
        site: the park.
        vault: whose key first secrets follow from.
        again: devices that start anew, though they ran: they were replaced or reset.

    Raises:
        IntentError: as `first_files`.
        StateError: nothing is known of a device that is to start anew.
    """
    files = first_files(site, vault)
    names = {one.device for one in files}
    unknown = sorted(set(again) - names)
    if unknown:
        raise StateError(
            f"--again names {unknown[0]}, which has no serial number under management.serials"
        )
    running = {name for name, it in first_files_of(site, vault).all().items() if it.is_running}
    running -= set(again)
    kept = [one.device for one in files if one.device in running]
    if kept:
        site.talk(
            f"these run already and get nothing: {_few(kept)}; where one was replaced or reset: "
            "--again DEVICE"
        )
    by_hand: dict[str, list[str]] = {}
    forgotten = []
    for device in site.network.devices:
        if device.name in names | running:
            continue
        if device.os in BY_HTTP | BY_FILE:
            forgotten.append(device.name)
        else:
            by_hand.setdefault(device.platform, []).append(device.name)
    if forgotten:
        site.talk(
            "these have no serial number under management.serials and get nothing: "
            f"{_few(forgotten)}"
        )
    for platform, those in by_hand.items():
        title = site.intent.library.platforms[platform].title
        site.talk(
            f"no first file is made for {title}: set up {counted(len(those), 'device')} by hand "
            f"({_BY_HAND}): {_few(those)}"
        )
    return [one for one in files if one.device not in running]


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")


def remember_first_boot(site: Site, vault: Vault, device: str, asker: str) -> None:
    """Keep that a device has its first secrets: the next plan replaces them."""
    names = set(PLACEHOLDER.findall(site.configs[device].text))
    site.ledger.record_secrets(
        vault.world,
        device,
        {name: vault.digest(name, f"{FIRST_BOOT}{device}/{name}") for name in names},
    )
    first_files_of(site, vault).give(device, asker, site.clock.now())


# -- what DHCP says --------------------------------------------------------------------------------

# What a device's request begins with in option 60: [U] but for Arista's. Huawei's S series (VRP 5)
# and its others (VRP 8) are told apart where a park has both.
_ASKS: Final = {"vrp5": "huawei", "vrp8": "huawei", "comware7": "H3C", "eos": "Arista"}


def kea_config(files: Iterable[FirstFile], server: str, url: str) -> str:
    """Return client classes for Kea's DHCPv4: what new devices fetch, and where.

    OpenWrt is in none: its image knows where to ask.

    Args:
        files: of the devices that are to start.
        server: address of the file server that VRP 5 asks (SFTP or TFTP).
        url: where `parknet ztp serve` listens.
    """
    wanted = {one.os for one in files}
    classes = [
        {
            "name": f"day-zero-{system}",
            "test": _test(system, wanted),
            "option-data": _options(system, server, url),
        }
        for system in _ASKS
        if system in wanted
    ]
    document: dict[str, Any] = {
        "Dhcp4": {"option-def": [_ADDRESS_OF_TFTP], "client-classes": classes}
    }
    return json.dumps(document, indent=1) + "\n"


def _test(system: str, wanted: Collection[str]) -> str:
    def begins(text: str) -> str:
        return f"substring(option[60].hex, 0, {len(text)}) == '{text}'"

    if not {"vrp5", "vrp8"} <= set(wanted) or system not in ("vrp5", "vrp8"):
        return begins(_ASKS[system])
    series = begins("huawei S")
    return series if system == "vrp5" else f"{begins('huawei')} and not ({series})"


# RFC 5859: Kea knows it by no name of its own before 2.4 [U].
_ADDRESS_OF_TFTP: Final = {
    "name": "parknet-tftp-address",
    "code": 150,
    "type": "ipv4-address",
    "array": True,
}


def _options(system: str, server: str, url: str) -> list[dict[str, Any]]:
    match system:
        case "vrp5":
            # With option 67 it would take that file for its configuration; without, it asks the
            # server of option 66 or 150 for `lswnet.cfg`, which has a line for each serial number.
            # [D] S series, Auto-Config, DHCP options and the intermediate file.
            return [
                {"name": "tftp-server-name", "data": server},
                {"name": "parknet-tftp-address", "data": server},
            ]
        case "vrp8":
            return [{"name": "boot-file-name", "data": f"{url}/ztp/vrp8.py"}]
        case "comware7":
            return [{"name": "boot-file-name", "data": f"{url}/ztp/comware.py"}]
        case _:
            return [{"name": "boot-file-name", "data": f"{url}/ztp/eos"}]


# -- files -----------------------------------------------------------------------------------------


def intermediate_file(files: Iterable[FirstFile]) -> str:
    """Return Huawei's list of which serial number takes which file: `lswnet.cfg`, a line a device.

    [D] S series, Basic Configuration, Editing an Intermediate File.
    """
    return "".join(f"esn={one.serial};cfgfile={one.serial}.cfg;\n" for one in files)


def write_day_zero(
    site: Site, vault: Vault, server: str, url: str, again: Collection[str] = ()
) -> list[Path]:
    """Write what DHCP, file servers and images need to `build/PARK/ztp`, for this user alone."""
    files = wanted_files(site, vault, again)
    folder = site.build / "ztp"
    wanted = {"kea-day-zero.conf": kea_config(files, server, url)}
    by_file = [one for one in files if one.os in BY_FILE]
    if by_file:
        wanted["lswnet.cfg"] = intermediate_file(by_file)
    for one in by_file:
        wanted[f"{one.serial}.cfg"] = one.text
        remember_first_boot(site, vault, one.device, "a file server")
    if any(one.os == "openwrt2305" for one in files):
        user = site.intent.park.management.ssh_user
        wanted |= {f"openwrt{path}": text for path, text in openwrt_files(url, user).items()}
    written = []
    for name, text in wanted.items():
        write_whole(folder / name, text.encode(), mode=0o600)
        written.append(folder / name)
    return written
