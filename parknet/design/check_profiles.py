"""An intent in; what is wrong with the device profiles and platforms it uses, out.

Interface names go into configurations as they are, so nothing but an interface name may pass here.
"""

import re
from collections.abc import Iterator
from typing import Final

from parknet.design.sockets import Model
from parknet.errors import Problem
from parknet.model.intent import DeviceProfile, Intent
from parknet.model.platforms import Platform
from parknet.names import expand_range

# RGOS writes a space before the number: GigabitEthernet 0/1.
_PORT: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*(?: ?[0-9]+)(?:[/:.][0-9]+)*", re.ASCII)
_LOOPBACK: Final = re.compile(r"lo|[A-Za-z][A-Za-z-]* ?[0-9]+", re.ASCII)
_NUMBERED: Final = r"[A-Za-z][A-Za-z-]* ?\{{{0}\}}"


def devices_used(intent: Intent) -> dict[str, DeviceProfile]:
    """Return the device profiles that the park uses and the library has."""
    park = intent.park
    used = {device.model for device in (*park.gateways, *park.cores, *park.controllers)}
    for building in intent.buildings.values():
        used |= {building.aggregation, building.access}
        used |= {floor.access for floor in building.floors if floor.access is not None}
        profiles = {aps.profile for floor in building.floors for aps in floor.aps}
        fat = (intent.library.aps[name].device for name in profiles if name in intent.library.aps)
        used |= {device for device in fat if device is not None}
    known = intent.library.devices
    return {name: known[name] for name in sorted(used) if name in known}


def models_of(intent: Intent) -> dict[str, Model]:
    """Return the models that the park uses and that nothing is wrong with."""
    return {
        name: Model.of(name, profile)
        for name, profile in devices_used(intent).items()
        if not list(_device(intent, name, profile))
    }


def profiles(intent: Intent) -> Iterator[Problem]:
    """Yield what is wrong with the device profiles and platforms in use."""
    platforms = set()
    for name, profile in devices_used(intent).items():
        yield from _device(intent, name, profile)
        platforms.add(profile.platform)
    for name in sorted(platforms & intent.library.platforms.keys()):
        yield from _platform(intent, name, intent.library.platforms[name])


def _device(intent: Intent, name: str, profile: DeviceProfile) -> Iterator[Problem]:
    platform = intent.library.platforms.get(profile.platform)
    if platform is not None and profile.os not in platform.oses:
        yield Problem(
            intent.origin("library", "devices", name, "os"),
            f"device profile {name} has os {profile.os}, which platform {profile.platform} lacks",
            f"use one of {', '.join(sorted(platform.oses))}",
        )
    seen: set[str] = set()
    for at, alike in enumerate(profile.ports):
        where = intent.origin("library", "devices", name, "ports", at, "names")
        try:
            ports = expand_range(alike.names)
        except ValueError as error:
            yield Problem(where, str(error), "write a range such as GigabitEthernet0/0/1..24")
            continue
        wrong = [port for port in ports if not _PORT.fullmatch(port)]
        twice = [port for port in ports if port in seen]
        seen.update(ports)
        if wrong:
            yield Problem(
                where,
                f"{wrong[0]!r} is no interface's name",
                "write it as the device does, such as GigabitEthernet0/0/1",
            )
        if twice:
            yield Problem(where, f"port {twice[0]} stands twice", "let each port stand once")


def _platform(intent: Intent, name: str, platform: Platform) -> Iterator[Problem]:
    for key, text, pattern, example in (
        ("svi", platform.svi, _NUMBERED.format("vlan"), "Vlanif{vlan}"),
        ("lag", platform.lag, _NUMBERED.format("number"), "Eth-Trunk{number}"),
        ("loopback", platform.loopback, _LOOPBACK.pattern, "LoopBack0"),
    ):
        if not re.fullmatch(pattern, text, re.ASCII):
            yield Problem(
                intent.origin("library", "platforms", name, key),
                f"{text!r} is no interface's name",
                f"write it as the device does, such as {example}",
            )
