"""Routing tables: readers miss each line that carries one, on every platform that has them."""

import re
from dataclasses import replace

import pytest

from parknet.design import design
from parknet.model.network import Allocations
from parknet.render import render
from tests.conformance.full_park import ASKED_OF_SEGMENTS, DEMANDS, KITS, full_park
from tests.conformance.test_conformance import TEMPLATES, _accepts, expected, reader

WITH_TABLES = [kit for kit in KITS if kit not in ("frr", "openwrt")]
ONLY_TABLES = tuple(name for name in (*DEMANDS, *ASKED_OF_SEGMENTS) if name != "vrf")
TELLING = re.compile(r"vrf |vpn-instance|^ip(v6)? route|^ ?ip(v6)? route-static|dn-bit")


@pytest.mark.parametrize("role", ["aggregation", "core", "gateway"])
@pytest.mark.parametrize("kit", WITH_TABLES)
def test_a_line_of_a_table_taken_away_is_noticed(kit: str, role: str) -> None:
    network, _ = design(full_park(kit, ONLY_TABLES), Allocations())
    device = next(device for device in network.devices if device.role == role)
    assert device.vrfs
    lines = render(replace(network, devices=(device,)), TEMPLATES)[0].text.split("\n")
    read, wanted = reader(device.platform), expected(device)
    assert _accepts(read, lines, wanted)
    told = [at for at, line in enumerate(lines) if TELLING.search(line)]
    assert len(told) > 3
    for at in told:
        assert not _accepts(read, lines[:at] + lines[at + 1 :], wanted), lines[at]
