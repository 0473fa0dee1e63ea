"""A pair of gateways, of either maker: the loop, one lost, and a second added to one that runs."""

from pathlib import Path

import pytest

from parknet.model.change import Grade, OutcomeStatus
from parknet.model.packs import Purpose
from parknet.pipeline.measure import assess_park, collect_park
from parknet.pipeline.push import make_plan
from parknet.pipeline.undo import roll_back
from tests.pipeline.rig import Rig, rig_of
from tests.pipeline.test_pairs import PARK, apply_whole, failing, folder_of, lose, plain

__all__ = ["plain"]
MODELS = ["ce6881-48s6cq", "s6520x-54qc-ei"]
_ALONE = "  - {device: gw-1, model: ce6881-48s6cq}\n"
_CIRCUIT = {
    "ipv4: 203.0.113.10/30": "ipv4: 203.0.113.10/28",
    "ipv4_next_hop: 203.0.113.9": "ipv4_next_hop: 203.0.113.1",
    "2001:db8:ffff:3::2/126": "2001:db8:ffff:3::2/64",
}
_OWN = (
    'own: {ipv4: [203.0.113.11, 203.0.113.12], ipv6: ["2001:db8:ffff:3::3", "2001:db8:ffff:3::4"]}'
)


def pair_up(root: Path, model: str) -> None:
    """Let the gateway be a pair to which the carrier hands its circuit twice."""
    park = folder_of(root) / "park.yml"
    text = park.read_text(encoding="utf-8")
    pair = f"  - {{device: gw-1, model: {model}, pair: {{kind: vrrp, link: 10G, links: 2}}}}\n"
    for old, new in {
        _ALONE: pair,
        "    gateway: gw-1\n": f"    gateway: gw-1\n    {_OWN}\n",
    }.items():
        assert text.count(old) == 1
        text = text.replace(old, new)
    park.write_text(text, encoding="utf-8")


def widen(root: Path) -> None:
    """Let the carrier's network hold three addresses of ours."""
    park = folder_of(root) / "park.yml"
    text = park.read_text(encoding="utf-8")
    for old, new in _CIRCUIT.items():
        assert text.count(old) == 1
        text = text.replace(old, new)
    park.write_text(text, encoding="utf-8")


def unreached(rig: Rig) -> list[str]:
    return [d.name for d in rig.site.network.devices if not rig.lab.is_reached(d.name)]


@pytest.mark.parametrize("model", MODELS)
def test_a_park_with_a_pair_of_gateways_is_pushed_and_a_second_plan_is_empty(
    model: str, plain: Path
) -> None:
    widen(plain)
    pair_up(plain, model)
    with rig_of(plain, PARK) as rig:
        apply_whole(rig)
        again = make_plan(rig.site, rig.reach, frozenset({Grade.R}))
        assert (again.changes, again.failures) == ((), ())
        assert unreached(rig) == []
        assessment = assess_park(rig.site, collect_park(rig.site, rig.reach), Purpose.MONITORING)
        assert failing(assessment) == set()


@pytest.mark.parametrize("lost", ["gw-1", "gw-1-2"])
@pytest.mark.parametrize("model", MODELS)
def test_a_park_that_loses_one_of_two_gateways_is_reached_through_the_other(
    model: str, lost: str, plain: Path
) -> None:
    widen(plain)
    pair_up(plain, model)
    with rig_of(plain, PARK, configured=True) as rig:
        assert rig.lab.refused == {}
        lose(rig, lost)
        assert [name for name in unreached(rig) if name != lost] == []


def test_a_gateway_without_a_way_to_the_cores_is_reached_through_the_other(plain: Path) -> None:
    widen(plain)
    pair_up(plain, MODELS[0])
    with rig_of(plain, PARK, configured=True) as rig:
        for link in rig.site.network.links:
            if link.kind == "backbone" and "gw-1" in (link.a.device, link.b.device):
                rig.lab.configure(link.a.device, f"interface {link.a.port}", "shutdown")
        assert unreached(rig) == []


def test_a_second_gateway_is_added_to_one_that_runs_and_taken_back(plain: Path) -> None:
    widen(plain)
    with rig_of(plain, PARK) as rig:
        rig.site.keep_allocations()
        apply_whole(rig)
        before = {device.name: rig.lab.running(device.name) for device in rig.site.network.devices}
    pair_up(plain, MODELS[0])
    with rig_of(plain, PARK, startup=before) as rig:
        running = {name: rig.lab.running(name) for name in before}
        run = apply_whole(rig)
        assert unreached(rig) == []
        again = make_plan(rig.site, rig.reach, frozenset({Grade.R}))
        assert (again.changes, again.failures) == ((), ())
        outcomes = roll_back(rig.site, rig.reach, run)
        assert {outcome.status for outcome in outcomes} == {OutcomeStatus.ROLLED_BACK}
        assert {name: rig.lab.running(name) for name in before} == running
