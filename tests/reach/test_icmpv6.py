"""Every IPv6 filter does with ICMPv6 what RFC 4890 asks of it, on every platform, as rendered."""

from ipaddress import IPv6Address

import pytest

from tests.conformance.full_park import KITS
from tests.conformance.test_rollout import REACH, park_of
from tests.reach.evaluator import OUTSIDE, Campus, Door, Packet, lets_in
from tests.reach.test_texts import rendered

EVERY = pytest.mark.parametrize("kit", [*KITS, "linux"])
ALL_ROUTERS, ALL_NODES = IPv6Address("ff02::2"), IPv6Address("ff02::1")
# 4.3.1: errors that a conversation dies without. Echo follows the matrix: it is its `icmp`.
ERRORS = (1, 2, 3, 4)
# 4.4.1: neighbour discovery and listeners of groups, towards the gateway itself.
ON_LINK = (133, 135, 136, 130, 131, 132, 143)
# 4.3.5 and 4.4.5: renumbering, node information, experiments, reserved for extensions.
NEVER = (100, 101, 127, 138, 139, 140, 200, 201, 255)


def campus_of_kit(kit: str) -> Campus:
    line = {"from": ["office"], "to": ["internet", "cameras"], "allow": ["any"]}
    return rendered(park_of(kit, reach=[*REACH[:1], line]))


def icmp(source: object, target: object, kind: int) -> Packet:
    return Packet(source, target, "icmp", icmp_type=kind)  # type: ignore[arg-type] - addresses


def doors(campus: Campus) -> list[Door]:
    found = [door for name in campus.park.segments for door in campus.doors(name)]
    return [*found, *campus.carriers()]


def is_let_in(door: Door, target: object, kind: int, source: object = None) -> bool:
    return lets_in(door.device, door.svi, icmp(source or door.host(6), target, kind))


@EVERY
def test_filters_do_with_icmpv6_what_rfc_4890_asks(kit: str) -> None:
    campus = campus_of_kit(kit)
    every = doors(campus)
    assert len(every) > 4
    carriers = {door.svi for door in campus.carriers()}
    for door in every:
        assert door.device.bound[door.svi][1], f"{door.svi} has no IPv6 filter"
        gateway = door.gateway(6)
        inside = campus.doors("cameras")[0].host(6)
        away = inside if door.svi in carriers else OUTSIDE[6]
        sender = OUTSIDE[6] if door.svi in carriers else door.host(6)
        for kind in ERRORS:
            assert is_let_in(door, away, kind, sender), f"{door.svi} drops errors of type {kind}"
            assert is_let_in(door, gateway, kind, sender)
        for kind in ON_LINK:
            link_local = IPv6Address("fe80::1234")
            for target in (ALL_NODES, ALL_ROUTERS, IPv6Address("fe80::1")):
                assert is_let_in(door, target, kind, link_local), f"{door.svi} drops type {kind}"
        for kind in (128, 135, 136):
            assert is_let_in(door, gateway, kind), f"{door.svi}: its gateway cannot be asked {kind}"
        for kind in NEVER:
            for target in (away, gateway, ALL_NODES):
                assert not is_let_in(door, target, kind, sender), f"{door.svi} lets {kind} in"


@EVERY
def test_echo_follows_the_matrix(kit: str) -> None:
    campus = campus_of_kit(kit)
    office, cameras = campus.doors("office")[0], campus.doors("cameras")[0]
    assert is_let_in(office, cameras.host(6), 128)
    assert is_let_in(cameras, office.host(6), 129)
    assert not is_let_in(cameras, office.host(6), 128)
