"""What hosts behind NAT64 ask of the Internet comes back to them, and nothing else does."""

from ipaddress import IPv4Network

import pytest

from parknet.design import matrix
from parknet.design.ground import mapped
from parknet.model.intent import Intent
from tests.design.parks import building_data, intent_of, park_data
from tests.reach.evaluator import OUTSIDE, Packet, lets_in, opening
from tests.reach.matrices import LIFELINE
from tests.reach.test_reach import disagreements, planned

POOL = "203.0.113.64/28"


def park(nat64: str = "64:ff9b::/96", allow: tuple[str, ...] = ("tcp/443",)) -> Intent:
    data = park_data()
    data["services"]["dns"] = ["2001:db8:16::53"]
    data["ipv6"] = {
        "phase": "ipv6-only",
        "nat64": nat64,
        "translators": [{"translator": "nat64-1", "router": "core-1", "pool": POOL}],
    }
    data["reach"] = [LIFELINE, {"from": ["guest"], "to": ["internet"], "allow": [*allow]}]
    return intent_of(data, {"b03": building_data()})


@pytest.mark.parametrize(
    ("port", "answers", "is_let_in"), [(443, True, True), (443, False, False), (22, False, False)]
)
def test_answers_to_the_pool_are_let_in_from_a_carrier(
    port: int, answers: bool, is_let_in: bool
) -> None:
    campus = planned(park())
    door = campus.carriers()[0]
    packet = Packet(OUTSIDE[4], IPv4Network(POOL)[7], "tcp", port, 50123, answers=answers)
    assert lets_in(door.device, door.svi, packet) == is_let_in


def test_nobody_outside_sends_from_the_pool() -> None:
    campus = planned(park(allow=("any",)))
    door = campus.carriers()[0]
    for target in (IPv4Network(POOL)[1], campus.doors("cameras")[0].host(4)):
        forged = Packet(IPv4Network(POOL)[7], target, "tcp", 443, 50123, answers=True)
        assert not lets_in(door.device, door.svi, forged)


@pytest.mark.parametrize(
    "nat64", ["64:ff9b::/96", "2001:db8:4200:0:0:64::/96", "2001:db8:64::/48", "2001:db8:64::/56"]
)
@pytest.mark.parametrize("allow", [("tcp/443",), ("any",)])
def test_the_prefix_leads_out_and_never_back_in(nat64: str, allow: tuple[str, ...]) -> None:
    intent = park(nat64, allow)
    campus = planned(intent)
    guest, camera = campus.doors("guest")[0], campus.doors("cameras")[0]
    prefix = intent.park.ipv6.nat64

    def is_open(target: object) -> bool:
        shown = mapped(prefix, IPv4Network(target))[0]  # type: ignore[arg-type] - an address
        return lets_in(guest.device, guest.svi, opening(guest.host(6), shown, "tcp/443"))

    assert is_open(OUTSIDE[4])
    assert not is_open(camera.host(4))
    assert not is_open(IPv4Network(POOL)[3])
    assert disagreements(campus, matrix(intent)) == []
