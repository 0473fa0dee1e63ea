"""Routing that is signed: what of it both ends of a link change at once, and what each alone."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bench.generated import write_park
from parknet.deploy.cables import carried_by
from parknet.deploy.terms import RollOutPolicy
from parknet.deploy.units import longest, together
from parknet.errors import StateError
from parknet.model.change import Change, Grade, TwoEnded
from parknet.pipeline.parks import Site
from parknet.pipeline.push import TIERS, apply_plan, make_plan, push_texts
from parknet.pipeline.signing import adjacent_of
from parknet.workspace import Workspace
from tests.pipeline.rig import SECRETS, Rig, rig_of
from tests.pipeline.test_units import POLICY, ROUTERS, hold_secrets

PARK = "wuhan-urban"
KEYS = SECRETS | {"ospf": "lab-ospf-1"}


@pytest.fixture
def signing(tmp_path: Path) -> Path:
    """Return a workspace whose park's routers sign what they tell one another."""
    folder = tmp_path / "inventory" / "parks" / PARK
    shutil.copytree(Workspace(tmp_path).library / "inventory" / "parks" / PARK, folder)
    park = folder / "park.yml"
    text = park.read_text(encoding="utf-8")
    assert "\nrouting:" not in text
    text = text.replace("unverified: [", "unverified: [ospf-auth, ", 1)
    park.write_text(f"{text}\nrouting: {{authentication: true}}\n", encoding="utf-8")
    return tmp_path


def units(rig: Rig) -> set[tuple[str, ...]]:
    plan = make_plan(rig.site, rig.reach, frozenset({Grade.R}))
    return {change.unit for change in plan.changes if change.unit}


def test_a_new_park_that_signs_is_pushed_device_by_device(signing: Path) -> None:
    with rig_of(signing, PARK, secrets=KEYS) as rig:
        plan = make_plan(rig.site, rig.reach, frozenset({Grade.R}))
        routers = [change for change in plan.changes if change.device in ROUTERS]
        assert len(routers) == len(ROUTERS)
        assert {change.unit for change in plan.changes} == {()}
        assert not [change.held for change in routers if change.held]
        _, outcomes = apply_plan(rig.site, rig.reach, plan, POLICY, lambda _: None)
        assert {outcome.status for outcome in outcomes} == {"applied"}, outcomes
        assert make_plan(rig.site, rig.reach, frozenset({Grade.R})).changes == ()


def test_a_key_that_follows_another_is_changed_by_all_routers_at_once(signing: Path) -> None:
    with rig_of(signing, PARK, configured=True, secrets=KEYS) as rig:
        hold_secrets(rig)
        for name in ROUTERS:
            rig.site.ledger.record_secrets(
                rig.reach.vault.world, name, {"ospf": "the digest of the key before"}
            )
        assert units(rig) == {ROUTERS}


def begins(device: str) -> Change:
    return Change(
        device=device,
        platform="huawei_vrp",
        os="vrp8",
        grade=Grade.A,
        diff=(),
        patch=("ospf 1",),
        deletions=0,
        running_digest="old",
        wanted_digest="new",
        two_ended=(TwoEnded(what="routing authentication"),),
    )


def test_routers_without_a_neighbour_on_a_link_begin_to_sign_alone(tmp_path: Path) -> None:
    with rig_of(tmp_path, PARK, configured=True) as rig:
        changes = [begins(name) for name in ROUTERS]
        told = adjacent_of(rig.reach.fleet(), changes)
        network = rig.site.network
        assert {it.unit for it in together(changes, network, (), told)} == {ROUTERS}
        # The same, if b01-agg's links had not come up yet.
        ends = {
            (end.device, name)
            for link in network.links
            if "b01-agg" in (link.a.device, link.b.device)
            for end in (link.a, link.b)
            for name in carried_by(network.by_name[end.device], end.port)
        }
        fewer = {
            device: frozenset(name for name in names if (device, name) not in ends)
            for device, names in told.items()
        }
        assert fewer != told
        found = {it.device: it.unit for it in together(changes, network, (), fewer)}
        assert found["b01-agg"] == ()
        assert found["core-1"] == tuple(name for name in ROUTERS if name != "b01-agg")


def test_many_routers_with_neighbours_begin_together_where_timers_are_long_enough(
    tmp_path: Path,
) -> None:
    site = Site(Workspace(tmp_path), write_park(tmp_path, 20 * 51, ("huawei",)))
    routers = [device.name for device in site.network.devices if device.router_id is not None]
    tiers = {name: TIERS[site.network.device(name).role] for name in routers}
    changes = [begins(name).model_copy(update={"tier": tiers[name]}) for name in routers]
    found = together(changes, site.network)
    (unit,) = {change.unit for change in found}
    assert set(unit) == set(routers)
    assert not any(change.held for change in found)
    edge = sum(tier == 1 for tier in tiers.values())
    assert edge > 50
    assert longest(found, 50) == (300 + 90 * (-(-edge // 50) - 1), unit)
    assert longest(found, len(routers)) == (0, ())
    # On day zero nobody has a neighbour, and nobody waits for anybody.
    idle = dict.fromkeys(routers, frozenset[str]())
    for change in together(changes, site.network, (), idle):
        assert (change.unit, change.held) == ((), "")
    # Who does not tell may have a neighbour.
    some = {name: ties for name, ties in idle.items() if name not in routers[:1]}
    assert not any(change.held for change in together(changes, site.network, (), some))


def test_a_reason_that_both_ends_share_is_told_once(tmp_path: Path) -> None:
    site = Site(Workspace(tmp_path), PARK)
    shared = "the park is only observed"
    changes = [begins(name).model_copy(update={"held": shared}) for name in ROUTERS]
    assert {change.held for change in together(changes, site.network)} == {shared}
    alone = [begins(ROUTERS[0]).model_copy(update={"held": shared}), *map(begins, ROUTERS[1:])]
    for change in together(alone, site.network)[1:]:
        assert f"and {ROUTERS[0]} is held: {shared}" in change.held


def test_a_unit_is_not_begun_with_timers_that_are_too_short_for_it(tmp_path: Path) -> None:
    with rig_of(tmp_path, "wuhan-urban", configured=True) as rig:
        hold_secrets(rig)
        names = ("b01-01f-acc1", "b01-02f-acc1", "b01-agg")
        plan = push_texts(
            rig.site,
            rig.reach,
            {name: rig.site.configs[name].text.replace(" mode lacp\n", "", 99) for name in names},
        )
        before = rig.lab.running("b01-agg")
        few = replace(rig.reach, sessions=1)
        with pytest.raises(StateError, match="say --revert-in"):
            apply_plan(rig.site, few, plan, RollOutPolicy(revert_in_s=300), lambda _: None)
        assert rig.site.ledger.all_runs() == []
        assert rig.lab.running("b01-agg") == before


def test_a_park_that_signs_no_more_holds_no_key_that_nothing_uses(signing: Path) -> None:
    with rig_of(signing, PARK, configured=True, secrets=KEYS) as rig:
        hold_secrets(rig)
        for name in ROUTERS:
            rig.site.ledger.record_secrets(
                rig.reach.vault.world, name, {"ospf": rig.reach.vault.digest("ospf")}
            )
        chained = [name for name in ROUTERS if "\nkeychain " in rig.lab.running(name)]
        assert chained
        park = signing / "inventory" / "parks" / PARK / "park.yml"
        text = park.read_text(encoding="utf-8")
        park.write_text(text.replace("routing: {authentication: true}\n", ""), encoding="utf-8")
        site = Site(Workspace(signing), PARK)
        site.clock = rig.lab.clock
        plan = make_plan(site, rig.reach, frozenset({Grade.R}))
        assert {change.unit for change in plan.changes} == {ROUTERS}
        steps = {change.device: [step.what for step in change.steps] for change in plan.changes}
        assert {name for name, found in steps.items() if found} == {*chained}
        _, outcomes = apply_plan(site, rig.reach, plan, POLICY, lambda _: None)
        assert {outcome.status for outcome in outcomes} == {"applied"}, outcomes
        assert not [name for name in ROUTERS if "\nkeychain " in rig.lab.running(name)]
        assert make_plan(site, rig.reach, frozenset({Grade.R})).changes == ()
