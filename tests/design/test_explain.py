"""Every value of a design can be traced to a line somebody wrote, or to what was given out."""

import re
from pathlib import Path

import pytest

from parknet.design import design
from parknet.design.explain import explain
from parknet.errors import IntentError
from parknet.model.network import Allocations
from parknet.pipeline.parks import Site
from parknet.workspace import Workspace
from tests.design.parks import H3C, building_data, intent_of, park_data
from tests.design.test_pairs import VRRP
from tests.design.test_rings import FLOORS, RING

SITE = Site(Workspace(Path("/nonexistent")), "wuhan-agricultural")
PLACE = re.compile(r"^\S+:\d+:\d+$|^allocations\.lock: \S+|^the schema's default$|^by position$")


def causes(name: str) -> dict[str, tuple[str, str]]:
    found = explain(SITE.intent, SITE.network, SITE.allocations, name)
    return {cause.value: (cause.shown, cause.where) for cause in found}


def test_every_device_port_and_gateway_can_be_explained() -> None:
    for device in SITE.network.devices:
        names = [device.name]
        names += [f"{device.name} {port.name}" for port in device.ports]
        names += [f"{device.name} {svi.name}" for svi in device.svis]
        for name in names:
            found = causes(name)
            assert found
            for shown, where in found.values():
                assert shown
                assert PLACE.match(where) or where.startswith("nothing is plugged in"), where


def test_a_vlan_leads_to_the_very_line_of_its_number() -> None:
    outlet = SITE.network.outlets[0]
    port = next(
        p for p in SITE.network.device(outlet.end.device).ports if p.name == outlet.end.port
    )
    found = causes(f"{outlet.end.device} {outlet.end.port}")
    (shown, where) = next(v for k, v in found.items() if k.startswith("VLAN of"))
    assert shown == str(port.vlan)
    file, line, _ = where.rsplit(":", 2)
    text = (SITE.workspace.library / file.removeprefix("library/")).read_text().splitlines()
    assert text[int(line) - 1].strip().startswith(f"vlan: {port.vlan}")


def test_what_nobody_wrote_is_said_to_be_a_default() -> None:
    shown, where = causes("park.management.deletion_budget")["park.management.deletion_budget"]
    assert (shown, where) == ("50", "the schema's default")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("b01-ag", "did you mean b01-agg"),
        ("park.segment", "did you mean segments"),
        ("buildings.b99.kind", "buildings has no b99"),
        ("b01-agg Ten-GigabitEthernet1/0/999", "no interface"),
    ],
)
def test_a_name_that_is_not_there_is_told_with_a_hint(name: str, hint: str) -> None:
    with pytest.raises(IntentError, match=hint):
        causes(name)


def test_a_routing_table_is_explained_by_the_line_that_asks_for_it() -> None:
    park = park_data()
    park["segments"]["guest"]["vrf"] = "visitors"
    intent = intent_of(park, {"b03": building_data()})
    network, given_out = design(intent, Allocations())
    causes = list(explain(intent, network, given_out, "b03-agg Vlanif50"))
    assert [cause.shown for cause in causes if cause.value == "routing table"] == ["visitors"]


def test_what_a_pair_shares_and_what_a_ring_keeps_apart_are_explained() -> None:
    park = park_data() | {"rings": [RING]}
    b03 = building_data(**(H3C | {"floors": FLOORS}))
    intent = intent_of(park, {"b03": b03, "b07": building_data(building="7#", pair=VRRP)})
    network, held = design(intent, Allocations())
    svi = next(svi for svi in network.device("b07-agg2").svis if svi.segment == "office")
    values = {c.value for c in explain(intent, network, held, f"b07-agg2 {svi.name}")}
    assert "gateway address that both switches share" in values
    device = network.device("b03-1f-acc1")
    found = explain(intent, network, held, f"{device.name} {device.rings[0].ports[0]}")
    assert "control VLAN of ring cameras" in {cause.value for cause in found}
