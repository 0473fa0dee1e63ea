"""The emulated Debian machine: what it takes, what it refuses, what it does with it."""

import re

import pytest

from parknet.lab.clock import LabClock
from parknet.lab.debian.language import DebianDevice
from parknet.lab.facts import read_facts
from parknet.model.network import DevicePlan
from tests.conformance.linux_parks import full_park, plain_park, texts

PLACEHOLDER = re.compile(r"<<secret:[^>]+>>")
DEVICES = [
    pytest.param(device, text, id=f"{kind}-{device.role}")
    for kind, park in (("plain", plain_park()), ("full", full_park()))
    for device, text in zip(park.devices, texts(park).values(), strict=True)
]


def machine(device: DevicePlan, text: str) -> DebianDevice:
    ports = frozenset(port.name for port in device.ports)
    found = DebianDevice(device.name, "debian12", "a machine", ports, LabClock())
    found.accounts = {"parknet": "x"}
    assert found.boot(PLACEHOLDER.sub("Made-up-1", text)) == []
    return found


@pytest.mark.parametrize(("device", "text"), DEVICES)
def test_what_is_rendered_is_taken_and_done(device: DevicePlan, text: str) -> None:
    found = machine(device, text)
    facts = read_facts(found.running, found.sysname)
    assert facts.sysname == device.name
    assert {user.name for user in facts.snmp} == {"parknet"}
    assert found.accepts("parknet", "Made-up-1")
    assert not found.accepts("parknet", "other")
    assert not found.accepts("root", "Made-up-1")
    for svi in device.svis:
        there = facts.interfaces[svi.name]
        assert (there.vlan, there.ipv4) == (svi.vlan, svi.ipv4)
        assert (there.ospf is not None) == (svi.ospf and svi.ipv4 is not None)
    lags = {lag.name: lag for lag in device.lags}
    for port in device.ports:
        plan = lags[port.lag] if port.lag is not None else port
        here = facts.ports[port.name]
        assert (here.is_enabled, here.lag) == (port.enabled, port.lag or "")
        for vlan in (10, 30, 100, 3001):
            wanted = port.enabled and vlan in plan.tagged
            if port.lag is None and port.enabled and port.mode == "access":
                wanted = vlan in (port.vlan, port.voice_vlan)
            elif port.lag is None and port.enabled:
                wanted = wanted or vlan == port.vlan
            assert facts.switching(port.name).carries(vlan) == wanted, (port.name, vlan)


@pytest.fixture
def gateway() -> DebianDevice:
    return machine(plain_park().device("gateway-1"), texts(plain_park())["gateway-1"])


@pytest.mark.parametrize(
    ("command", "status", "told"),
    [
        ("sudo -n -- no-such-thing", 1, "command not found"),
        ("nft list tables", 126, "Permission denied"),
        ("sudo -n -- cat /etc/nothing", 1, "No such file or directory"),
        ("sudo -n -- service nobody restart", 5, "not found"),
        ("sudo -n -- vtysh -c nonsense", 1, "Unknown command"),
        ("sudo -n -- ovs-vsctl set port nobody tag=5", 1, "no row"),
        ("sudo -n -- ovs-vsctl set port vlan3002 tag=5000", 1, "constraint violation"),
        ("sudo -n -- ovs-vsctl add-port br0 vlan3002", 1, "already exists"),
        ("sudo -n -- systemctl stop nobody.timer", 5, "not loaded"),
        ("sudo -n -- mv -T /etc/nothing /etc/hosts", 1, "cannot stat"),
    ],
)
def test_what_a_machine_refuses_changes_nothing(
    command: str, status: int, told: str, gateway: DebianDevice
) -> None:
    before = gateway.state.text(), gateway.state.switch.dump()
    done = gateway.execute("parknet", command, "")
    assert (done.status, told in done.stderr) == (status, True), done
    assert (gateway.state.text(), gateway.state.switch.dump()) == before


def test_commands_of_the_switch_are_one_transaction(gateway: DebianDevice) -> None:
    before = gateway.state.switch.dump()
    words = "sudo -n -- ovs-vsctl del-port br0 vlan3999 -- set port nobody tag=5"
    assert gateway.execute("parknet", words, "").status == 1
    assert gateway.state.switch.dump() == before


def test_a_timer_of_systemd_runs_on_the_labs_clock_and_can_be_stopped(
    gateway: DebianDevice,
) -> None:
    def run(command: str, stdin: str = "") -> None:
        assert gateway.execute("parknet", f"sudo -n -- {command}", stdin).status == 0

    for name in ("one", "two"):
        run("install -m 0600 /dev/stdin /etc/hostname.new", f"{name}\n")
        run(f"install -D -m 0600 /dev/stdin /var/lib/t/{name}",
            "set -e\ncp /etc/hostname.new /etc/hostname\nhostname -F /etc/hostname\n")  # fmt: skip
        run(f"systemd-run --quiet --unit={name} --on-active=60 /bin/sh /var/lib/t/{name}")
        if name == "one":
            run("systemctl stop one.timer")
            gateway.clock.advance(100)
            assert gateway.sysname == "gateway-1"
    gateway.clock.advance(61)
    assert gateway.sysname == "two"


def test_a_restart_forgets_flows_and_keeps_the_switch(gateway: DebianDevice) -> None:
    state = gateway.state
    state.flows = "priority=9,actions=drop\n"
    ports = state.switch.dump()
    gateway.restart()
    assert not gateway.is_on
    gateway.clock.advance(600)
    assert gateway.is_on
    assert state.flows == "priority=0,actions=NORMAL\n"
    assert state.switch.dump() == ports
    assert "router ospf" in state.routing
