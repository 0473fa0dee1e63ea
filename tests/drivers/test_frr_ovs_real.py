"""The driver for Debian against a real machine: sshd, sudo, FRR 8.4, Open vSwitch, nftables.

Needs root and the programs of `debian_node`. The path to the machine is the park's own: the address
of its loopback, over the switch and a VLAN interface that the push changes.
"""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from parknet.dialect import compare, fingerprint
from parknet.drivers.answers import persist_id
from parknet.drivers.fleet import NornirFleet
from parknet.drivers.napalm.standing import standing_of
from parknet.model.change import Change, DeviceConfig, Grade, OutcomeStatus, RunningConfig
from parknet.model.standing import Tie
from tests.drivers.debian_gateway import (
    LINK,
    NAME,
    PORT,
    SECRETS,
    fleet_of,
    gateway,
    is_reached,
    plan,
    plug,
    rendered,
    start_services,
)
from tests.drivers.debian_node import DebianNode, missing, wait_for

pytestmark = pytest.mark.root
ROOT = Path(__file__).parents[2]
Machine = tuple[DebianNode, NornirFleet]


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    if lacking := missing():
        pytest.skip(f"not installed: {', '.join(lacking)}")
    with gateway(tmp_path) as found:
        yield found


def read(fleet: NornirFleet) -> RunningConfig:
    answer = fleet.running([NAME])[NAME]
    assert isinstance(answer, RunningConfig), answer
    return answer


def planned(
    running: RunningConfig, text: str, current: frozenset[str] = frozenset()
) -> Change | None:
    wanted = DeviceConfig(device=NAME, platform="frr_ovs", text=text)
    return compare(
        running,
        wanted,
        ownership="enforce",
        deletion_budget=30,
        current_secrets=current,
        grade=Grade.A,
    )


def change_to(fleet: NornirFleet, text: str, current: frozenset[str] = frozenset()) -> Change:
    change = planned(read(fleet), text, current)
    assert change is not None
    assert not change.held
    return change


def commit(fleet: NornirFleet, change: Change, seconds: int, run: str = "run-1") -> str:
    outcome = fleet.commit([change], seconds, run)[NAME]
    assert outcome.status is OutcomeStatus.APPLIED, outcome
    return outcome.detail


def settled(fleet: NornirFleet) -> str:
    """Confirm what is designed, and return the text."""
    text = rendered()
    commit(fleet, change_to(fleet, text), 60, "run-0")
    wait_for(is_reached)
    confirmed = fleet.confirm([NAME], "run-0")[NAME]
    assert confirmed.status is OutcomeStatus.APPLIED, confirmed
    return text


def test_a_new_machine_is_brought_to_its_design_and_back(machine: Machine) -> None:
    node, fleet = machine
    before = read(fleet)
    change = change_to(fleet, rendered())
    commit(fleet, change, 60)
    wait_for(is_reached)
    outcome = fleet.confirm([NAME], "run-1")[NAME]
    assert outcome.status is OutcomeStatus.APPLIED, outcome
    now = read(fleet)
    assert fingerprint(now) == change.wanted_digest
    assert not now.unsaved
    assert planned(now, rendered(), frozenset(SECRETS)) is None
    assert node.run("hostname").strip() == NAME
    assert node.run("ovs-vsctl", "get", "port", LINK, "tag").strip() == "3002"
    assert "2001:db8:4200:ffff::3" in node.run("ip", "-6", "addr", "show", "dev", "lo")
    assert "policy drop" in node.run("nft", "list", "table", "inet", "parknet")
    assert "ospf router-id" in node.run("vtysh", "-c", "show running-config")
    rolled = fleet.rollback([change], "run-1")[NAME]
    assert rolled.status is OutcomeStatus.ROLLED_BACK, rolled
    assert read(fleet).text == before.text
    assert node.run("ovs-vsctl", "list-ports", "br0").split() == [PORT, LINK]
    assert "parknet" not in node.run("nft", "list", "tables")


def test_no_secret_is_readable_by_others_or_shown(machine: Machine) -> None:
    node, fleet = machine
    settled(fleet)
    shown = read(fleet).text
    assert not any(value in shown for value in SECRETS.values())
    assert shown.count("<<secret>>") == 3
    found = node.run("sh", "-c", f"grep -rl {SECRETS['snmp-auth']} /etc /var/lib/parknet /var/log")
    for path in found.split():
        assert node.run("stat", "-c", "%a %U", path).split() == ["600", "root"], path
    assert not [path for path in found.split() if "/new/" in path]


def test_a_change_that_cuts_management_is_undone_by_the_machine(machine: Machine) -> None:
    node, fleet = machine
    settled(fleet)
    before = read(fleet)
    # The port to the core in another VLAN: the way to the machine is gone.
    ports = tuple(replace(port, vlan=3999) if port.name == PORT else port for port in plan().ports)
    change = change_to(fleet, rendered(replace(plan(), ports=ports)), frozenset(SECRETS))
    with ThreadPoolExecutor(1) as aside:  # its session hangs until the way is back
        pushing = aside.submit(fleet.commit, [change], 8, "run-1")
        wait_for(lambda: node.run("ovs-vsctl", "get", "port", PORT, "tag").strip() == "3999")
        assert not is_reached()
        wait_for(is_reached)
        outcome = pushing.result()[NAME]
    assert outcome.status is not OutcomeStatus.REJECTED, outcome
    wait_for(lambda: not node.run("ls", "/var/lib/parknet/undoing").strip())
    assert read(fleet).text == before.text
    late = fleet.confirm([NAME], "run-1")[NAME]
    assert late.status in (OutcomeStatus.UNKNOWN, OutcomeStatus.ROLLED_BACK), late
    assert planned(read(fleet), rendered(), frozenset(SECRETS)) is None


def test_a_filter_that_lets_nobody_in_is_undone_by_the_machine(machine: Machine) -> None:
    node, fleet = machine
    text = settled(fleet)
    shut = text.replace("    tcp dport 22 accept\n", "").replace(
        "    ct state established,related accept\n", ""
    )
    change = change_to(fleet, shut, frozenset(SECRETS))
    fleet.commit([change], 6, "run-1")
    wait_for(lambda: "dport 22" not in node.run("nft", "list", "table", "inet", "parknet"))
    assert not is_reached()
    wait_for(is_reached)
    assert planned(read(fleet), text, frozenset(SECRETS)) is None


def test_a_client_that_is_killed_leaves_the_machine_as_it_was(
    machine: Machine, tmp_path: Path
) -> None:
    node, fleet = machine
    settled(fleet)
    before = read(fleet)
    mark = "service integrated-vtysh-config\n"
    text = rendered().replace(mark, f"{mark}!\nip route 192.0.2.0/24 blackhole\n")
    change = change_to(fleet, text, frozenset(SECRETS))
    order = tmp_path / "change.json"
    order.write_text(change.model_dump_json())
    program = (
        "import sys, time\nfrom pathlib import Path\n"
        "from parknet.model.change import Change\n"
        "from tests.drivers.debian_gateway import fleet_of\n"
        "folder, order = map(Path, sys.argv[1:])\n"
        "change = Change.model_validate_json(order.read_text())\n"
        "print(fleet_of(folder).commit([change], 12, 'run-1'), flush=True)\n"
        "time.sleep(600)\n"
    )
    client = subprocess.Popen(
        [sys.executable, "-c", program, tmp_path, order],
        env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert client.stdout is not None
    assert "applied" in client.stdout.readline()
    client.send_signal(signal.SIGKILL)
    client.wait(10)
    client.stdout.close()
    assert "192.0.2.0/24" in node.run("vtysh", "-c", "show running-config")
    wait_for(lambda: node.run("ls", "/var/lib/parknet/undone").strip() != "")
    assert "192.0.2.0/24" not in node.run("vtysh", "-c", "show running-config")
    assert read(fleet).text == before.text


def test_a_power_cut_before_the_confirmation_ends_in_the_old_state(
    machine: Machine, tmp_path: Path
) -> None:
    node, fleet = machine
    text = settled(fleet)
    before = read(fleet)
    vlan = "--may-exist add-port br0 vlan77 -- set interface vlan77 type=internal\n"
    head = "### file: /etc/parknet/flows\n"
    change = change_to(fleet, text.replace(head, vlan + head), frozenset(SECRETS))
    told = commit(fleet, change, 600)
    # Honest about a machine without systemd: nothing runs the script at its start there.
    assert "no systemd" in told
    assert "vlan77" in node.run("ovs-vsctl", "list-ports", "br0")
    node.crash()
    node.boot()
    job = f"/var/lib/parknet/jobs/{persist_id('run-1', NAME)}"
    node.run("sh", f"{job}/boot")  # what the unit runs before anything else
    start_services(node)
    plug(node)
    assert "vlan77" not in node.run("ovs-vsctl", "list-ports", "br0")
    assert read(fleet).text == before.text
    late = fleet.confirm([NAME], "run-1")[NAME]
    assert late.status in (OutcomeStatus.UNKNOWN, OutcomeStatus.ROLLED_BACK)


def test_what_a_checker_refuses_changes_nothing(machine: Machine) -> None:
    node, fleet = machine
    text = settled(fleet)
    before = read(fleet)
    for bad in (
        text.replace("router ospf\n", "router ospf\n no such line\n"),
        text.replace("    udp dport 161 accept\n", "    udp dport nonsense accept\n"),
        text.replace("MaxAuthTries 3\n", "MaxAuthTries many\n"),
        text.replace("rtcsync\n", "no such word\n"),
    ):
        outcome = fleet.commit([change_to(fleet, bad, frozenset(SECRETS))], 60, "run-1")[NAME]
        assert outcome.status is OutcomeStatus.REJECTED, outcome
    assert read(fleet).text == before.text
    assert node.run("ls", "/var/lib/parknet/armed") == ""
    assert persist_id("run-1", NAME) not in node.run("ls", "/var/lib/parknet/jobs")


def test_a_change_that_ends_half_way_is_undone_at_once(machine: Machine) -> None:
    node, fleet = machine
    text = settled(fleet)
    before = read(fleet)
    bad = text.replace("set-fail-mode br0 standalone\n",
                       "set-fail-mode br0 standalone\nset port nobody tag=5\n").replace(
                           "router ospf\n", "router ospf\n log-adjacency-changes\n")  # fmt: skip
    outcome = fleet.commit([change_to(fleet, bad, frozenset(SECRETS))], 60, "run-1")[NAME]
    assert outcome.status is OutcomeStatus.ROLLED_BACK, outcome
    assert "ovs-vsctl" in outcome.detail
    assert read(fleet).text == before.text
    assert not read(fleet).unsaved
    assert node.run("ls", "/var/lib/parknet/armed") == ""


def test_a_second_change_waits_for_the_first(machine: Machine) -> None:
    _, fleet = machine
    text = settled(fleet)
    first = change_to(fleet, text.replace("udp dport 161", "udp dport 162"), frozenset(SECRETS))
    commit(fleet, first, 60, "run-1")
    second = change_to(fleet, text.replace("udp dport 161", "udp dport 163"), frozenset(SECRETS))
    outcome = fleet.commit([second], 60, "run-2")[NAME]
    assert outcome.status is not OutcomeStatus.APPLIED
    assert persist_id("run-1", NAME) in outcome.detail
    assert fleet.rollback([first], "run-1")[NAME].status is OutcomeStatus.ROLLED_BACK
    assert planned(read(fleet), text, frozenset(SECRETS)) is None


def test_a_file_of_somebody_else_is_shown_and_held(machine: Machine) -> None:
    node, fleet = machine
    theirs = "# mine\nserver 192.0.2.9 iburst\n"
    (node.folder / "etc/chrony/chrony.conf").write_text(theirs)
    running = read(fleet)
    assert "### foreign: /etc/chrony/chrony.conf\n# mine\n" in running.text
    change = planned(running, rendered())
    assert change is not None
    assert "/etc/chrony/chrony.conf, which parknet did not write" in change.held
    assert "-server 192.0.2.9 iburst" in change.diff
    # Given up as the plan says.
    command = re.search(r"(sha256sum .*)$", change.held)
    assert command is not None
    node.run("sh", "-c", command[1].replace("sudo ", ""))
    again = planned(read(fleet), rendered())
    assert again is not None
    assert not again.held


def test_what_somebody_changed_on_the_switch_is_seen_and_put_right(machine: Machine) -> None:
    node, fleet = machine
    text = settled(fleet)
    node.run("ovs-vsctl", "set", "port", "vlan3999", "tag=77")
    node.run("ovs-vsctl", "del-port", "br0", "enp2s0f3")
    node.run("ovs-vsctl", "set", "bridge", "br0", "rstp_enable=false")
    change = change_to(fleet, text, frozenset(SECRETS))
    assert len([row for row in change.diff if row[0] == "+"]) == 3
    commit(fleet, change, 60)
    assert fleet.confirm([NAME], "run-1")[NAME].status is OutcomeStatus.APPLIED
    assert planned(read(fleet), text, frozenset(SECRETS)) is None
    assert node.run("ovs-vsctl", "get", "port", "vlan3999", "tag").strip() == "3999"


def test_getters_tell_what_the_machine_is(machine: Machine) -> None:
    node, fleet = machine
    settled(fleet)
    driver = fleet._sessions.driver(NAME)
    driver.open()
    try:
        facts = driver.get_facts()
        assert (facts["hostname"], facts["os_version"][:14]) == (NAME, "Debian 12, FRR")
        interfaces = driver.get_interfaces()
        assert interfaces[PORT]["is_up"]
        assert not interfaces["eno1"]["is_enabled"]
        assert interfaces[LINK]["description"] == "link core-1"
        addresses = driver.get_interfaces_ip()
        assert addresses[LINK]["ipv4"] == {"10.23.0.4": {"prefix_length": 31}}
        assert driver.get_vlans()["3002"]["interfaces"] == [PORT, LINK]
        assert driver.get_lldp_neighbors() == {}
        stands = standing_of(driver, NAME, "frr_ovs")
        assert Tie("port", PORT) in stands.ties
        assert {tie.kind for tie in stands.ties} == {"port"}  # nobody else is there
        assert not [why for why in stands.unchecked if "ping" not in why]
        assert not driver.has_pending_commit()
        assert fleet_of(node.folder.parent).running([NAME])[NAME] == read(fleet)
    finally:
        driver.close()
