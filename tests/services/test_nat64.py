"""A host without IPv4 reaches one without IPv6 through what is rendered: DNS64, then Tayga.

Needs root, tayga, nft and unbound. In network namespaces: a client with IPv6 only, its router with
the park's resolver, the translator on a link of its own, and a server with IPv4 only.
"""

import os
import re
import subprocess
from collections.abc import Iterator
from ipaddress import IPv6Address, ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest

from parknet.design import design, review
from parknet.model.intent import Intent
from parknet.model.network import Allocations
from tests.conformance.test_rollout import read_back
from tests.conformance.test_translation import cable, run
from tests.design.parks import building_data, intent_of, park_data
from tests.services.test_service_hosts import files_of, plan_of, program

TRANSLATOR = {"translator": "nat64-1", "router": "core-1", "pool": "203.0.113.64/28"}
# Tayga hides addresses that are nobody's behind the well-known prefix, those of examples too.
SERVER, ITS_ROUTER, RESOLVER = "9.9.9.80", "9.9.9.1", "2001:db8:4200::53"


def translated(*translators: dict[str, Any], **changes: Any) -> Intent:
    park = park_data()
    park["services"]["dns"] = [RESOLVER]
    park["ipv6"] = {"phase": "ipv6-only", "translators": [*translators]}
    park["ipv6"] |= changes.pop("ipv6", {})
    return intent_of(park | changes, {"b03": building_data()})


def routes(intent: Intent, device: str) -> set[tuple[str, str]]:
    network, _ = design(intent, Allocations())
    found = network.device(device).routes
    return {(str(route.prefix), str(route.next_hop)) for route in found if route.prefix.prefixlen}


@pytest.mark.parametrize("router", ["core-1", "gateway-1"])
def test_the_router_it_hangs_on_leads_prefix_and_pool_to_it(router: str) -> None:
    intent = translated(TRANSLATOR | {"router": router})
    plan, network = plan_of(intent)
    host = plan.translators[0]
    assert routes(intent, router) == {
        ("64:ff9b::/96", str(host.ipv6.ip)),
        ("203.0.113.64/28", str(host.ipv4.ip)),
        (f"{host.own}/128", str(host.ipv6.ip)),
    }
    device = network.device(router)
    assert device.redistributes
    svi = next(svi for svi in device.svis if svi.description == "nat64-1")
    assert (svi.ipv4.network, svi.ipv6.network) == (host.ipv4.network, host.ipv6.network)
    assert (svi.ipv4.ip, svi.ipv6.ip) == (host.gateway4, host.gateway6)
    assert svi.passive
    port = next(port for port in device.ports if port.subject == "translator/nat64-1")
    assert (port.mode, port.vlan, port.enabled) == ("access", svi.vlan, True)


def test_every_platform_leads_to_its_translator() -> None:
    from tests.conformance.full_park import KITS
    from tests.conformance.test_rollout import designed

    rollout = {"phase": "ipv6-mostly", "translators": [TRANSLATOR]}
    for kit in (*KITS, "linux"):
        core = read_back(designed(kit, ipv6=rollout))["core-1"]
        led = {prefix for _, prefix, _, _ in core.statics if not prefix.endswith("/128")}
        assert led == {"64:ff9b::/96", "203.0.113.64/28"}
        assert core.redistributes


def test_a_second_translator_moves_nothing() -> None:
    second = TRANSLATOR | {"translator": "a-second", "pool": "203.0.113.80/28"}
    before, given = design(translated(TRANSLATOR), Allocations())
    after, kept = design(translated(second, TRANSLATOR), given)
    assert {k: kept.entries[k] for k in given.entries if "ports" not in k} == {
        k: v for k, v in given.entries.items() if "ports" not in k
    }
    assert routes(translated(TRANSLATOR), "core-1") <= {
        (str(r.prefix), str(r.next_hop)) for r in after.device("core-1").routes
    }
    assert before.device("b03-agg") == after.device("b03-agg")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"router": "core-9"}, "there is no core or gateway core-9"),
        ({"pool": "10.20.4.0/24"}, "overlaps 10.20.0.0/16 of buildings"),
        ({"pool": "198.51.100.0/29"}, "overlaps 198.51.100.0/30 of circuit telecom-1"),
        ({"pool": "198.18.0.0/24"}, "within itself"),
        ({"pool": "224.0.0.0/24"}, "no pool of hosts' addresses"),
    ],
)
def test_a_translator_that_cannot_be_is_told(changes: dict[str, str], told: str) -> None:
    found = [problem.what for problem in review(translated(TRANSLATOR | changes))]
    assert any(told in what for what in found), found


def test_two_translators_with_one_name_or_one_pool_are_told() -> None:
    found = [problem.what for problem in review(translated(TRANSLATOR, TRANSLATOR))]
    assert any("there are two translators nat64-1" in what for what in found)
    assert any("overlaps 203.0.113.64/28 of translator nat64-1" in what for what in found)
    early = translated(TRANSLATOR, ipv6={"phase": "dual-stack"})
    assert any("nothing to translate" in problem.what for problem in review(early))


def files(intent: Intent, folder: Path) -> Path:
    for name, text in files_of(intent).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / "nat64-1"


@pytest.mark.root
@pytest.mark.parametrize("stations", [[], ["10.99.0.0/24", "2001:db8:9::/64"]])
def test_nft_accepts_the_rules_of_a_translator(stations: list[str], tmp_path: Path) -> None:
    intent = translated(TRANSLATOR, operators={"stations": stations})
    run(program("nft"), "-c", "-f", str(files(intent, tmp_path) / "nftables.conf"))


# An authority for one name that has IPv4 only, on the server.
NAMES = """
import socket, struct, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("", 53))
while True:
    asked, who = s.recvfrom(512)
    end = asked.index(0, 12) + 5
    kind = struct.unpack("!H", asked[end - 4:end - 2])[0]
    answer = b"\\xc0\\x0c" + struct.pack("!HHIH", 1, 1, 60, 4) + socket.inet_aton(sys.argv[1])
    found = kind == 1 and asked[12:end].lower().startswith(b"\\x03old")
    head = asked[:2] + struct.pack("!HHHHH", 0x8580, 1, found, 0, 0)
    s.sendto(head + asked[12:end] + (answer if found else b""), who)
"""
WEB = """
import socket
s = socket.create_server(("", 80))
while True:
    c, who = s.accept(); c.sendall(who[0].encode()); c.close()
"""
ASK = """
import socket, struct, sys, time
head = struct.pack("!6H", 0x1234, 0x0100, 1, 0, 0, 0)
query = head + b"\\x03old\\x04park\\x00" + struct.pack("!2H", 28, 1)
s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM); s.settimeout(1)
for _ in range(20):
    try:
        s.sendto(query, (sys.argv[1], 53)); answer = s.recv(512); break
    except OSError:
        time.sleep(0.2)
assert answer[3] & 15 == 0 and answer[7] == 1, answer
address = socket.inet_ntop(socket.AF_INET6, answer[-16:])
c = socket.create_connection((address, 80), timeout=10)
print(address, c.recv(99).decode())
"""


@pytest.fixture
def spaces() -> Iterator[dict[str, str]]:
    names = {role: f"parknet-{role}-{os.getpid()}" for role in ("client", "core", "nat", "far")}
    for name in names.values():
        run("ip", "netns", "add", name)
        run("ip", "-n", name, "link", "set", "lo", "up")
    yield names
    for name in names.values():
        run("ip", "netns", "del", name)


def wired(spaces: dict[str, str], plan: Any, gateway: str, client: str) -> None:
    """Cable and route the namespaces as design says."""
    host = plan.translators[0]
    cable(spaces, ("client", "eth0", client), ("core", "lan0", f"{gateway}/64"))
    cable(spaces, ("core", "nat0", f"{host.gateway4}/31"), ("nat", host.interface, str(host.ipv4)))
    cable(spaces, ("core", "far0", f"{ITS_ROUTER}/24"), ("far", "eth0", f"{SERVER}/24"))
    for role, device, address in (
        ("core", "nat0", f"{host.gateway6}/127"),
        ("nat", host.interface, str(host.ipv6)),
        ("core", "lo", f"{RESOLVER}/128"),
    ):
        run("ip", "-n", spaces[role], "addr", "add", address, "dev", device, "nodad")
    for role, destination, via in (
        ("client", "default", gateway),
        ("nat", "default", str(host.gateway6)),
        ("nat", "default", str(host.gateway4)),
        ("far", "default", ITS_ROUTER),
        ("core", str(host.nat64), str(host.ipv6.ip)),
        ("core", str(host.pool), str(host.ipv4.ip)),
    ):
        version = "-6" if ":" in via else "-4"
        run("ip", version, "-n", spaces[role], "route", "add", destination, "via", via)


def forwarding(space: str) -> None:
    for key in ("net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1"):
        run("ip", "netns", "exec", space, "sysctl", "-qw", key)


@pytest.mark.root
@pytest.mark.parametrize("nat64", ["64:ff9b::/96", "2001:db8:64::/48"])
def test_a_host_without_ipv4_reaches_one_without_ipv6(
    nat64: str, spaces: dict[str, str], tmp_path: Path
) -> None:
    intent = translated(TRANSLATOR, ipv6={"nat64": nat64})
    plan, network = plan_of(intent)
    folder = files(intent, tmp_path)
    gateway = next(s for s in network.device("b03-agg").svis if s.segment == "office")
    assert gateway.ipv4 is None
    wired(spaces, plan, str(gateway.ipv6.ip), f"{gateway.ipv6.network[0x1234]}/64")
    for role in ("core", "nat"):
        forwarding(spaces[role])
    tayga = folder / "tayga.conf"
    tayga.write_text(tayga.read_text().replace("/var/spool/tayga", str(tmp_path)))
    resolver = tmp_path / "unbound.conf"
    # The name is the test's own; the interfaces' addresses come up while it starts.
    resolver.write_text(
        re.sub(r"(?m)^server:$", 'server:\n    chroot: ""\n    username: ""\n    use-syslog: no\n'
               f'    pidfile: "{tmp_path}/unbound.pid"\n    domain-insecure: "park"\n'
               '    do-not-query-localhost: no', resolver.read_text())
        + f'\nstub-zone:\n    name: "park"\n    stub-addr: {SERVER}\n'
    )  # fmt: skip
    inside = ("ip", "netns", "exec", spaces["nat"])
    run(*inside, program("tayga"), "-c", str(tayga), "--mktun")
    run("ip", "-n", spaces["nat"], "link", "set", "nat64", "up")
    run("ip", "-n", spaces["nat"], "route", "add", "198.18.0.0/15", "dev", "nat64")
    run("ip", "-6", "-n", spaces["nat"], "route", "add", nat64, "dev", "nat64")
    run(*inside, program("nft"), "-f", str(folder / "nftables.conf"))
    started = [
        subprocess.Popen(
            [program("ip"), "netns", "exec", spaces[role], *command], stderr=subprocess.DEVNULL
        )
        for role, command in (
            ("nat", [program("tayga"), "-c", str(tayga), "--nodetach"]),
            ("core", [program("unbound"), "-d", "-c", str(resolver)]),
            ("far", ["python3", "-c", NAMES, SERVER]),
            ("far", ["python3", "-c", WEB]),
        )
    ]
    try:
        said = run("ip", "netns", "exec", spaces["client"], "python3", "-c", ASK, RESOLVER)
    finally:
        for process in started:
            process.terminate()
            process.wait(timeout=10)
    asked, heard = said.split()
    assert IPv6Address(asked) in ip_network(nat64)
    assert ip_address(heard) in ip_network(TRANSLATOR["pool"])
