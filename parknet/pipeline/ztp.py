"""Day zero of new devices: serial numbers in, the file of each device and what DHCP says out.

The file is what was rendered, with first secrets of that device alone: its first push replaces
them, since the ledger knows them as others than the park's.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from parknet.drivers.first_boot import first_boot_text
from parknet.errors import IntentError, Problem
from parknet.evidence import sha256_hex
from parknet.names import PLACEHOLDER
from parknet.pipeline.files import write_whole
from parknet.pipeline.parks import Site
from parknet.vault import Vault

# Which platforms fetch a file at their first boot, and what their DHCP request begins with in
# option 60. Huawei: [D] CloudEngine S, Basic Configuration, ZTP; Easy-Deploy. H3C: [D] Comware 7
# Fundamentals, Automatic configuration. Arista: [D] EOS User Manual, Initial Switch Access. The
# texts of option 60 are [U] but for Arista's: try them on a device of yours.
_CLASSES: Final = {"huawei_vrp": "huawei", "h3c_comware": "H3C", "arista_eos": "Arista"}
# What no server hands out: OpenWrt runs /etc/uci-defaults at its first boot, which goes into the
# image ([D] OpenWrt, UCI defaults); the other makers' day zero is not built.
PLATFORMS: Final = frozenset(_CLASSES)


@dataclass(frozen=True, slots=True)
class FirstFile:
    """What one device starts with.

    Attributes:
        text: its configuration, secrets in plain: never shown, never logged.
    """

    device: str
    serial: str
    platform: str
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
        if device.platform not in PLATFORMS:
            problems.append(
                Problem(
                    site.intent.origin("park", "management", "serials", name),
                    f"{name} runs {platform.title}, which this release does not provision",
                    "leave it out and set it up on its console",
                )
            )
            continue
        text = first_boot_text(
            platform.driver,
            site.configs[name].text,
            lambda secret, name=name: vault.first_boot(name, secret),  # type: ignore[misc]
        )
        found.append(FirstFile(name, serial, device.platform, device.os, text))
    if problems:
        raise IntentError(*problems)
    return found


def remember_first_boot(site: Site, vault: Vault, device: str) -> None:
    """Keep that a device has its first secrets: the next plan replaces them."""
    names = set(PLACEHOLDER.findall(site.configs[device].text))
    site.ledger.record_secrets(
        device, {name: vault.digest(name, f"first-boot:{device}/{name}") for name in names}
    )


# -- what DHCP says --------------------------------------------------------------------------------


def kea_config(site: Site, server: str, url: str) -> str:
    """Return client classes for Kea's DHCPv4: what each maker's new devices fetch, and where.

    Args:
        site: the park.
        server: address of the file server that makers without HTTP ask (SFTP or TFTP).
        url: where `parknet ztp serve` listens.
    """
    wanted = {site.network.device(name).platform for name in site.intent.park.management.serials}
    classes = [
        {
            "name": f"day-zero-{platform}",
            "test": f"substring(option[60].hex, 0, {len(start)}) == '{start}'",
            "option-data": _options(platform, server, url),
        }
        for platform, start in _CLASSES.items()
        if platform in wanted
    ]
    document: dict[str, Any] = {
        "Dhcp4": {"option-def": [_ADDRESS_OF_TFTP], "client-classes": classes}
    }
    return json.dumps(document, indent=1) + "\n"


# RFC 5859: Kea knows it by no name of its own before 2.4 [U].
_ADDRESS_OF_TFTP: Final = {
    "name": "parknet-tftp-address",
    "code": 150,
    "type": "ipv4-address",
    "array": True,
}


def _options(platform: str, server: str, url: str) -> list[dict[str, Any]]:
    match platform:
        case "huawei_vrp":
            # Option 66 or 150 has the server, 67 the intermediate file, which has a line for each
            # serial number; the device takes its own.
            return [
                {"name": "boot-file-name", "data": "ztp.ini"},
                {"name": "tftp-server-name", "data": server},
                {"name": "parknet-tftp-address", "data": server},
            ]
        case "h3c_comware":
            return [{"name": "boot-file-name", "data": f"{url}/ztp/comware.py"}]
        case _:
            return [{"name": "boot-file-name", "data": f"{url}/ztp/eos"}]


# -- files for makers that fetch by SFTP or TFTP ---------------------------------------------------


def intermediate_files(files: list[FirstFile], server: str) -> Mapping[str, str]:
    """Return Huawei's lists of which serial number takes which file.

    [D] ZTP, Intermediate File in the INI Format: the checksum is of what follows it. [D] S series
    Easy-Deploy: `lswnet.cfg`, a line a device.
    """
    huawei = [one for one in files if one.platform == "huawei_vrp"]
    parts = [";BEGIN ROUTER", "[GLOBAL CONFIG]", f"FILESERVER=sftp://{server}/", ""]
    for number, one in enumerate(huawei, 1):
        parts += [f"[DEVICE{number} DESCRIPTION]", f"ESN={one.serial}", "DEVICETYPE=DEFAULT"]
        parts += [f"SYSTEM-CONFIG={one.serial}.cfg", ""]
    body = "\n".join([*parts, ";END ROUTER", ""])
    ini = f'#sha256sum="{sha256_hex(body)}"\n{body}'
    lines = "".join(f"esn={one.serial};cfgfile={one.serial}.cfg;\n" for one in huawei)
    return {"ztp.ini": ini, "lswnet.cfg": lines} if huawei else {}


def write_day_zero(site: Site, vault: Vault, server: str, url: str) -> list[Path]:
    """Write what DHCP and file servers need to `build/PARK/ztp`, for this user alone."""
    files = first_files(site, vault)
    folder = site.build / "ztp"
    wanted = {"kea-day-zero.conf": kea_config(site, server, url)}
    wanted |= intermediate_files(files, server)
    for one in files:
        if one.platform == "huawei_vrp":
            wanted[f"{one.serial}.cfg"] = one.text
            remember_first_boot(site, vault, one.device)
    written = []
    for name, text in wanted.items():
        write_whole(folder / name, text.encode(), mode=0o600)
        written.append(folder / name)
    return written
