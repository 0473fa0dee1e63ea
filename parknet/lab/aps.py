"""The access points of a WLAN controller: its running configuration in, who has joined it out.

An access point joins the controller that lists it by its MAC address or serial number, where its
port feeds it. What is said of it or of its group makes it come up anew, which takes `REJOIN_S` of
the lab's time: [D] AC configuration guides, AP groups, of restarts; [U] how long, and that every
change of a group does it, which is the worst that a controller may do.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from parknet.lab.device import Device
from parknet.lab.tree import Config, Node
from parknet.model.network import DevicePlan

REJOIN_S: Final = 60.0
Said = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """An access point as a configuration lists it: who it is, and all that is said of it."""

    identities: frozenset[str]
    said: Said


def _digits(word: str) -> str:
    """Return a MAC address or serial number in one form."""
    return "".join(letter for letter in word.lower() if letter not in "-.:")


def _flat(node: Node | None, without: str = "") -> Iterator[str]:
    for child in node.children.values() if node is not None else ():
        line = " ".join(child.words)
        if not without or not line.startswith(without):
            yield line
            yield from _flat(child)


def _value(node: Node, key: str) -> str:
    found = node.children.get(key)
    return found.words[-1] if found is not None else ""


def _huawei(config: Config) -> Iterator[_Entry]:
    wlan = config.find("wlan")
    if wlan is None or config.find("capwap source interface") is None:
        return
    for key, node in wlan.children.items():
        if key.startswith("ap-id "):
            group = wlan.children.get(f"ap-group name {_value(node, 'ap-group') or 'default'}")
            identities = frozenset(map(_digits, node.words[3::2]))
            yield _Entry(identities, (*_flat(node), *_flat(group)))


def _h3c(config: Config) -> Iterator[_Entry]:
    root = config.root.children
    groups = [node for key, node in root.items() if key.startswith("wlan ap-group ")]
    for key, node in root.items():
        if not key.startswith("wlan ap "):
            continue
        known = (_value(node, "mac-address"), _value(node, "serial-id"))
        member = f"ap {node.words[2]}"
        group = next((one for one in groups if member in one.children), None)
        said = (*_flat(node), *_flat(group, without="ap "))
        yield _Entry(frozenset(_digits(word) for word in known if word), said)


def _ruijie(config: Config) -> Iterator[_Entry]:
    root = config.root.children
    if config.find("ac-controller", "capwap ctrl-ip") is None:
        return
    for key, node in root.items():
        if key.startswith("ap-config "):
            group = root.get(f"ap-group {_value(node, 'ap-group')}")
            said = (*_flat(node), *_flat(group))
            yield _Entry(frozenset({_digits(_value(node, "ap-mac"))}), said)


_READERS: Final[Mapping[str, Callable[[Config], Iterator[_Entry]]]] = {
    "vrp5_ac": _huawei,
    "comware7_ac": _h3c,
    "rgos_ac": _ruijie,
}


def is_controller(os: str) -> bool:
    """Return whether devices of an operating system list access points in their configuration."""
    return os in _READERS


class JoinedAps:
    """Who is listed and who has joined, on one controller.

    Args:
        device: the controller.
        plan: it as designed; the hardware that hangs on the walls is what it lists.
        noticed: called when an access point comes up, which no configuration tells.
    """

    def __init__(self, device: Device, plan: DevicePlan, noticed: Callable[[], None]) -> None:
        self._device = device
        self._noticed = noticed
        aps = plan.wlan.aps if plan.wlan is not None else ()
        self._hardware = {
            ap.ap: frozenset(_digits(word) for word in (ap.mac, ap.serial) if word) for ap in aps
        }
        self._was_on = device.is_on
        self._said = self._read()
        self._up_s: dict[str, float] = {}
        device.on_change.append(self._changed)

    def _read(self) -> dict[str, Said]:
        entries = list(_READERS[self._device.os](self._device.running))
        return {
            ap: entry.said
            for ap, hardware in self._hardware.items()
            for entry in entries
            if not hardware.isdisjoint(entry.identities)
        }

    def _changed(self) -> None:
        device, before = self._device, self._said
        self._said = self._read()
        came_back = device.is_on and not self._was_on
        self._was_on = device.is_on
        again = [ap for ap, said in self._said.items() if came_back or before.get(ap) != said]
        for ap in again:
            self._up_s[ap] = device.clock.now() + REJOIN_S
        if again:
            device.clock.schedule(REJOIN_S, self._noticed)

    def is_listed(self, ap: str) -> bool:
        """Return whether the controller lists an access point, by its id."""
        return ap in self._said

    def has_joined(self, ap: str) -> bool:
        """Return whether a listed access point that is fed has had the time to join."""
        now = self._device.clock.now()
        return self._device.is_on and ap in self._said and now >= self._up_s.get(ap, 0.0)
