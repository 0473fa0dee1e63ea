"""Changes of both ends of a link: one unit, on emulated devices of two makers."""

import re
from pathlib import Path

import pytest

from parknet.deploy.terms import RollOutPolicy
from parknet.lab.faults import Fault
from parknet.model.change import ChangeSet, Grade, Outcome
from parknet.pipeline.push import apply_plan, make_plan, push_texts
from parknet.pipeline.undo import roll_back
from tests.pipeline.rig import SECRETS, Rig, rig_of

PARK = "wuhan-urban"
POLICY = RollOutPolicy(revert_in_s=300, error_budget=5)
# A building of each maker: the access switch, and the aggregation switch above it.
ENDS = {"huawei": ("b01-01f-acc1", "b01-agg"), "h3c": ("b02-1f-acc1", "b02-agg")}
MAKERS = pytest.mark.parametrize("maker", ENDS)
MODE = {"huawei": " mode lacp\n", "h3c": " link-aggregation mode dynamic\n"}


def lag_to(rig: Rig, here: str, there: str) -> str:
    """Return the LAG by which a device is cabled to another."""
    network = rig.site.network
    ports = {
        one.port
        for link in network.links
        for one, other in ((link.a, link.b), (link.b, link.a))
        if (one.device, other.device) == (here, there)
    }
    return next(lag.name for lag in network.device(here).lags if ports >= set(lag.members))


def with_lag(text: str, lag: str, old: str, new: str) -> str:
    head, found, rest = text.partition(f"\ninterface {lag}\n")
    section, end, tail = rest.partition("\n#\n")
    assert old in f"{section}\n"
    return head + found + f"{section}\n".replace(old, new, 1).rstrip("\n") + end + tail


def texts_of(rig: Rig, maker: str, old: str, new: str) -> dict[str, str]:
    """Return what both ends are to run when something in their LAG is another."""
    far, near = ENDS[maker]
    configs = rig.site.configs
    return {
        far: with_lag(configs[far].text, lag_to(rig, far, near), old, new),
        near: with_lag(configs[near].text, lag_to(rig, near, far), old, new),
    }


def hold_secrets(rig: Rig) -> None:
    """Let the ledger know that every device holds the secrets: nothing else is to change."""
    digests = {name: rig.reach.vault.digest(name) for name in SECRETS}
    for device in rig.site.network.devices:
        rig.site.ledger.record_secrets(rig.reach.vault.world, device.name, digests)


def apply(rig: Rig, plan: ChangeSet) -> dict[str, Outcome]:
    _, outcomes = apply_plan(rig.site, rig.reach, plan, POLICY, lambda _: None)
    return {outcome.device: outcome for outcome in outcomes}


def running(rig: Rig, maker: str) -> list[str]:
    return [rig.lab.running(name) for name in ENDS[maker]]


@MAKERS
def test_the_mode_of_a_lag_is_changed_at_both_ends_and_undone_at_both(
    maker: str, tmp_path: Path
) -> None:
    with rig_of(tmp_path, PARK, configured=True) as rig:
        hold_secrets(rig)
        for name, text in texts_of(rig, maker, MODE[maker], "").items():
            rig.lab.restore(name, text)
        before = running(rig, maker)
        plan = make_plan(rig.site, rig.reach, frozenset({Grade.R}))
        assert {change.device: change.unit for change in plan.changes} == dict.fromkeys(
            ENDS[maker], ENDS[maker]
        )
        found = apply(rig, plan)
        assert {outcome.status for outcome in found.values()} == {"applied"}, found
        assert "together: " + ", ".join(ENDS[maker]) in found[ENDS[maker][0]].detail
        assert make_plan(rig.site, rig.reach).changes == ()
        run = rig.site.ledger.all_runs()[-1][0]
        undone = roll_back(rig.site, rig.reach, run)
        assert {outcome.status for outcome in undone} == {"rolled_back"}, undone
        assert running(rig, maker) == before
        assert all(rig.lab.is_reached(name) for name in ENDS[maker])


@MAKERS
@pytest.mark.parametrize("kind", ["refused_line", "dropped_session", "dropped_commit"])
def test_where_the_near_end_fails_both_are_as_before_or_both_are_changed(
    maker: str, kind: str, tmp_path: Path
) -> None:
    with rig_of(tmp_path, PARK, configured=True) as rig:
        hold_secrets(rig)
        plan = push_texts(rig.site, rig.reach, texts_of(rig, maker, MODE[maker], ""))
        before = running(rig, maker)
        near = ENDS[maker][1]
        rig.lab.plant(Fault(kind, f"device/{near}", near, detail="2"))  # type: ignore[arg-type]
        statuses = {outcome.status.value for outcome in apply(rig, plan).values()}
        if statuses == {"applied"}:  # the answer alone was lost
            assert kind == "dropped_commit"
            assert running(rig, maker) != before
        else:
            assert "applied" not in statuses
            assert running(rig, maker) == before
        assert all(rig.lab.is_reached(name) for name in ENDS[maker])


@MAKERS
def test_the_untagged_vlan_of_a_trunk_is_changed_at_both_ends(maker: str, tmp_path: Path) -> None:
    with rig_of(tmp_path, PARK, configured=True) as rig:
        hold_secrets(rig)
        mode = MODE[maker]
        wanted = texts_of(rig, maker, mode, f" port trunk pvid vlan 100\n{mode}")
        if maker == "h3c":  # members agree with their aggregation, or are not selected
            for name in ENDS[maker]:
                lag = lag_to(rig, name, *({*ENDS[maker]} - {name}))
                for port in next(
                    found for found in rig.site.network.device(name).lags if found.name == lag
                ).members:
                    line = " port link-aggregation group "
                    wanted[name] = with_lag(
                        wanted[name], port, line, f" port trunk pvid vlan 100\n{line}"
                    )
        plan = push_texts(rig.site, rig.reach, wanted)
        assert {change.unit for change in plan.changes} == {ENDS[maker]}
        found = apply(rig, plan)
        assert {outcome.status for outcome in found.values()} == {"applied"}, found
        assert push_texts(rig.site, rig.reach, wanted).changes == ()
        assert all(rig.lab.is_reached(name) for name in ENDS[maker])


@MAKERS
def test_one_end_alone_is_not_left_changed(maker: str, tmp_path: Path) -> None:
    with rig_of(tmp_path, PARK, configured=True) as rig:
        hold_secrets(rig)
        far = ENDS[maker][0]
        text = texts_of(rig, maker, MODE[maker], "")[far]
        before = running(rig, maker)
        (outcome,) = apply(rig, push_texts(rig.site, rig.reach, {far: text})).values()
        assert outcome.status == "rolled_back"
        assert running(rig, maker) == before


ROUTERS = ("b01-agg", "b02-agg", "core-1", "gw-1")
KEY = "<<secret:snmp-auth>>"  # any secret that the lab has will do as a key


def signed(rig: Rig, name: str) -> str:
    """Return a router's configuration with its OSPF packets signed."""
    text = rig.site.configs[name].text
    if rig.site.network.device(name).os == "vrp8":
        sign = f"  authentication-mode hmac-sha256 1 cipher {KEY}\n"
        return text.replace("\n area 0.0.0.0\n", f"\n area 0.0.0.0\n{sign}", 1)
    chain = (
        "keychain parknet-ospf mode absolute\n key 1\n"
        f"  authentication-algorithm hmac-sha-256\n  key-string cipher {KEY}\n#\n"
    )
    text = text.replace("\nospf 1 ", f"\n{chain}ospf 1 ", 1)
    asked = " ospf authentication-mode keychain parknet-ospf\n"
    return re.sub(r"( ospf network-type p2p\n)", rf"\1{asked}", text)


def test_the_routers_of_a_park_begin_to_sign_together(tmp_path: Path) -> None:
    with rig_of(tmp_path, PARK, configured=True) as rig:
        hold_secrets(rig)
        plan = push_texts(rig.site, rig.reach, {name: signed(rig, name) for name in ROUTERS})
        assert {change.unit for change in plan.changes} == {ROUTERS}
        found = apply(rig, plan)
        assert {outcome.status for outcome in found.values()} == {"applied"}, found
        assert all(rig.lab.is_reached(device.name) for device in rig.site.network.devices)


def test_routers_that_sign_without_a_neighbour_are_rolled_back(tmp_path: Path) -> None:
    with rig_of(tmp_path, PARK, configured=True) as rig:
        hold_secrets(rig)
        some = ("b01-agg", "core-1")
        before = [rig.lab.running(name) for name in ROUTERS]
        plan = push_texts(rig.site, rig.reach, {name: signed(rig, name) for name in some})
        found = apply(rig, plan)
        assert {outcome.status for outcome in found.values()} == {"rolled_back"}
        assert all("its unit failed" in outcome.detail for outcome in found.values())
        assert [rig.lab.running(name) for name in ROUTERS] == before


def test_a_device_without_a_timer_does_not_move_its_management(tmp_path: Path) -> None:
    with rig_of(tmp_path, "wuhan-industrial", configured=True) as rig:
        access = next(device for device in rig.site.network.devices if device.os == "vrp5")
        head = f"interface {access.management_interface}\n"
        moved = rig.site.configs[access.name].text.replace(head, "interface Vlanif10\n")
        (change,) = push_texts(rig.site, rig.reach, {access.name: moved}).changes
        assert f"moves its management from {access.management4.ip}" in change.held
        assert "grade A" in change.held
        assert change.sensitive


def test_a_device_that_reverts_by_a_reboot_alone_changes_no_unit(tmp_path: Path) -> None:
    with rig_of(tmp_path, "wuhan-industrial", configured=True) as rig:
        hold_secrets(rig)
        near = "b01-agg"
        access = next(device for device in rig.site.network.devices if device.os == "vrp5")
        assert access.building == "b01"
        texts = {
            access.name: with_lag(
                rig.site.configs[access.name].text,
                lag_to(rig, access.name, near),
                MODE["huawei"],
                "",
            ),
            near: with_lag(
                rig.site.configs[near].text, lag_to(rig, near, access.name), MODE["huawei"], ""
            ),
        }
        for change in push_texts(rig.site, rig.reach, texts).changes:
            assert "all of them must revert by a timer of their own" in change.held
            assert change.unit == ()
