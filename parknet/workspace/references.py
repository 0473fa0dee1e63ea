"""Names in a park that must name something: profiles, platforms, segments, cores, gateways."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from parknet.errors import Problem
from parknet.model.intent import Building, Intent, Path
from parknet.workspace.wording import suggestion

_DEVICES: Final = "inventory/profiles/devices"


class References:
    """The checks of one intent; a name that does not exist is told with the likely right one."""

    def __init__(
        self,
        intent: Intent,
        *,
        packs: Iterable[str],
        contracts: Iterable[str],
        collectors: Iterable[str],
    ) -> None:
        self.intent = intent
        self.library = intent.library
        self.packs = tuple(packs)
        self.contracts = tuple(contracts)
        self.collectors = tuple(collectors)

    def problems(self) -> Iterator[Problem]:
        """Yield everything that names nothing."""
        yield from self._park()
        for code, building in self.intent.buildings.items():
            yield from self._building(code, building)
        yield from self._ap_profiles()
        for name, platform in self.library.platforms.items():
            for index, collector in enumerate(platform.collectors if self.collectors else ()):
                yield from self._check(
                    ("library", "platforms", name, "collectors", index),
                    collector,
                    self.collectors,
                    "collector profile",
                )
        for name, device in self.library.devices.items():
            yield from self._check(
                ("library", "devices", name, "platform"),
                device.platform,
                self.library.platforms,
                "platform",
            )

    def _check(self, path: Path, name: str, known: Iterable[str], noun: str) -> Iterator[Problem]:
        names = known if isinstance(known, Mapping) else tuple(known)
        if name not in names:
            yield Problem(
                self.intent.origin(*path),
                f"there is no {noun} `{name}`",
                suggestion(name, list(names)),
            )

    def _park(self) -> Iterator[Problem]:
        park = self.intent.park
        cores = [device.device for device in park.cores]
        for index, controller in enumerate(park.controllers):
            if controller.core is not None:
                path = ("park", "controllers", index, "core")
                yield from self._check(path, controller.core, cores, "core")
        for kind, placed in (
            ("gateways", park.gateways),
            ("cores", park.cores),
            ("controllers", park.controllers),
        ):
            for index, device in enumerate(placed):
                yield from self._check(
                    ("park", kind, index, "model"),
                    device.model,
                    self.library.devices,
                    "device profile",
                )
        gateways = [device.device for _, device in park.single_gateways]
        for index, uplink in enumerate(park.uplinks):
            yield from self._check(
                ("park", "uplinks", index, "gateway"), uplink.gateway, gateways, "gateway"
            )
        yield from self._check(
            ("park", "management", "segment"), park.management.segment, park.segments, "segment"
        )
        for kind, chosen, known, noun in (
            ("policies", park.policies, self.packs, "policy pack"),
            ("contracts", park.contracts, self.contracts, "contract profile"),
        ):
            # Without any there is nothing to compare with: whoever loads the packs will say so.
            for index, name in enumerate(chosen if known else ()):
                yield from self._check(("park", kind, index), name, known, noun)

    def _building(self, code: str, building: Building) -> Iterator[Problem]:
        here: Path = ("buildings", code)
        devices, segments = self.library.devices, self.intent.park.segments
        yield from self._check(
            (*here, "aggregation"), building.aggregation, devices, "device profile"
        )
        yield from self._check((*here, "access"), building.access, devices, "device profile")
        cores = [device.device for device in self.intent.park.cores]
        for key, link in (("uplink", building.uplink), ("access_link", building.access_link)):
            if link is not None and link.core is not None:
                yield from self._check((*here, key, "core"), link.core, cores, "core")
        for index, segment in enumerate(building.segments or ()):
            yield from self._check((*here, "segments", index), segment, segments, "segment")
        for index, rule in enumerate(building.ports):
            for key, name, known in (
                ("segment", rule.segment, segments),
                ("profile", rule.profile, self.library.ports),
            ):
                if name is not None:
                    noun = "port profile" if key == "profile" else key
                    yield from self._check((*here, "ports", index, key), name, known, noun)
        for number, floor in enumerate(building.floors):
            on_floor = (*here, "floors", number)
            if floor.access is not None:
                yield from self._check(
                    (*on_floor, "access"), floor.access, devices, "device profile"
                )
            for index, room in enumerate(floor.rooms):
                in_room = (*on_floor, "rooms", index)
                yield from self._check((*in_room, "segment"), room.segment, segments, "segment")
                yield from self._check(
                    (*in_room, "profile"), room.profile, self.library.ports, "port profile"
                )
            for index, aps in enumerate(floor.aps):
                yield from self._check(
                    (*on_floor, "aps", index, "profile"),
                    aps.profile,
                    self.library.aps,
                    "AP profile",
                )

    def _ap_profiles(self) -> Iterator[Problem]:
        """A profile that a floor uses must find its segments in this park."""
        used: dict[str, Path] = {}
        for code, building in self.intent.buildings.items():
            for number, floor in enumerate(building.floors):
                for index, aps in enumerate(floor.aps):
                    used.setdefault(
                        aps.profile, ("buildings", code, "floors", number, "aps", index)
                    )
        for name, path in used.items():
            profile = self.library.aps.get(name)
            if profile is None:
                continue
            for segment in (profile.native, *profile.tagged):
                if segment not in self.intent.park.segments:
                    yield Problem(
                        self.intent.origin(*path, "profile"),
                        f"AP profile `{name}` needs segment `{segment}`, which the park lacks",
                        f"add segment `{segment}` to park.yml, or use another AP profile",
                    )
