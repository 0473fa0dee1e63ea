"""The services hosts serve what the routers relay, and their programs accept the files."""

import doctest
import json
import os
import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings

import parknet.design.hosts
from parknet.design import design, service_hosts
from parknet.model.hosts import HostsPlan
from parknet.model.intent import Intent
from parknet.model.network import Allocations, Network
from parknet.render import render_hosts
from parknet.workspace import Workspace
from tests.conformance.wlan_park import wlan_park
from tests.design.parks import building_data, intent_of, park_data
from tests.design.strategies import grown, intents
from tests.render.regenerate import templates_of_checkout

TEMPLATES = templates_of_checkout()["services"]
COUNTRIES = Workspace(Path(__file__).parents[2]).load_intent("wuhan-agricultural").library.countries


def plan_of(intent: Intent) -> tuple[HostsPlan, Network]:
    network, _ = design(intent, Allocations())
    return service_hosts(intent, network), network


def full_intent() -> Intent:
    """Return a park with two servers of everything, WiFi shared with the city, and DNS64."""
    park = park_data()
    park["services"] |= {
        "dhcp": ["10.16.0.10", "10.16.0.11", "10.16.0.12"],
        "dhcpv6": ["2001:db8:16::10", "2001:db8:16::11"],
        "dns": ["10.16.0.53", "2001:db8:16::53"],
    }
    park["radius"] = {"servers": ["10.16.0.20", "2001:db8:16::20"], "secret": "radius"}
    park["ipv6"] = {"phase": "ipv6-mostly", "nat64": "64:ff9b::/96"}
    park["segments"]["management"]["dhcp"] = True
    park["segments"]["office"] |= {"delegate": 60, "customers": 2}
    park["wlan"] = {
        "ssids": [
            {"ssid": "园区-staff", "segment": "wifi", "security": "dot1x", "roams_with_city": True}
        ],
        "city_radius": {"servers": ["198.51.100.7", "2001:db8:c::7"], "secret": "radsec-key"},
    }
    intent = intent_of(park, {"b03": building_data(), "b07": building_data(building="7#厂房")})
    library = intent.library.model_copy(update={"countries": COUNTRIES})
    return intent.model_copy(update={"library": library})


def files_of(intent: Intent) -> dict[str, str]:
    return render_hosts(plan_of(intent)[0], TEMPLATES)


def test_the_examples_in_the_docstrings_hold() -> None:
    failed, tried = doctest.testmod(parknet.design.hosts)
    assert tried
    assert not failed


@settings(max_examples=40)
@given(intents())
def test_every_relaying_gateway_has_its_subnet_and_no_pool_holds_a_device(intent: Intent) -> None:
    plan, network = plan_of(intent)
    relaying = {
        svi.ipv4.network: svi.ipv4.ip
        for device in network.devices
        for svi in device.svis
        if svi.relay4 and svi.ipv4 is not None
    }
    assert {pool.prefix: pool.gateway for pool in plan.pools4} == relaying
    held = {
        svi.ipv4.ip for device in network.devices for svi in device.svis if svi.ipv4 is not None
    }
    for pool in plan.pools4:
        ends = (int(pool.first), int(pool.last))
        assert pool.first in pool.prefix
        assert pool.last in pool.prefix
        assert not any(ends[0] <= int(address) <= ends[1] for address in held)
        planned = intent.park.segments[pool.segment].hosts
        devices = sum(address in pool.prefix for address in held)
        assert ends[1] - ends[0] + 1 >= planned - devices
    for numbers in ([pool.number for pool in plan.pools4], [pool.number for pool in plan.pools6]):
        assert len(set(numbers)) == len(numbers)
        assert all(0 < number < 2**32 - 1 for number in numbers)


@settings(max_examples=30)
@given(grown())
def test_a_subnet_keeps_its_number_when_the_park_grows(parks: tuple[Intent, Intent]) -> None:
    before, given_out = design(parks[0], Allocations())
    after, _ = design(parks[1], given_out)
    old = service_hosts(parks[0], before)
    new = service_hosts(parks[1], after)
    grown4 = {(pool.building, pool.segment): pool.number for pool in new.pools4}
    grown6 = {(pool.building, pool.segment): pool.number for pool in new.pools6}
    assert all(grown4[pool.building, pool.segment] == pool.number for pool in old.pools4)
    assert all(grown6[pool.building, pool.segment] == pool.number for pool in old.pools6)


def test_kea_serves_each_segment_as_its_gateway_advertises_it() -> None:
    files = files_of(full_intent())
    four = [json.loads(files[f"kea-dhcp4-{at}.conf"])["Dhcp4"] for at in (1, 2, 3)]
    six = json.loads(files["kea-dhcp6-1.conf"])["Dhcp6"]
    subnets = {
        (s["user-context"]["building"], s["user-context"]["segment"]): s for s in four[0]["subnet4"]
    }
    office = {option["name"]: option["data"] for option in subnets["b03", "office"]["option-data"]}
    assert office["v6-only-preferred"] == "1800"
    management = {o["name"]: o["data"] for o in subnets["b03", "management"]["option-data"]}
    assert "v6-only-preferred" not in management
    assert ip_address(management["capwap-ac-v4"]) in ip_network("10.23.0.0/16")
    assert ("b03", "cameras") not in subnets  # `dhcp: false`
    pools = {s["user-context"]["segment"]: s["pools"] for s in six["subnet6"]}
    assert pools["wifi"]  # `ipv6: dhcpv6`
    assert pools["office"] == []  # SLAAC
    delegated = {s["user-context"]["segment"]: s.get("pd-pools", []) for s in six["subnet6"]}
    assert {pool["delegated-len"] for pool in delegated["office"]} == {60}
    assert not delegated["wifi"]
    names = [dhcp["hooks-libraries"][1]["parameters"]["high-availability"][0] for dhcp in four]
    assert [one["this-server-name"] for one in names] == ["dhcp1", "dhcp2", "dhcp3"]
    assert [peer["role"] for peer in names[0]["peers"]] == ["primary", "standby", "backup"]


def test_nothing_is_said_of_dns64_or_option_108_in_a_dual_stack_park() -> None:
    files = files_of(intent_of(park_data(), {"b03": building_data()}))
    assert "dns64" not in files["unbound.conf"]
    assert "v6-only-preferred" not in files["kea-dhcp4.conf"]
    assert not any(name.startswith("freeradius") for name in files)


def test_every_radius_client_must_sign_and_secrets_stay_placeholders() -> None:
    files = files_of(full_intent())
    clients = files["freeradius/clients.conf"]
    assert clients.count("client ") == clients.count("require_message_authenticator = yes") > 4
    assert clients.count('secret = "<<secret:radius>>"') == clients.count("client ")
    proxy = files["freeradius/proxy.conf"]
    assert proxy.count("secret = radsec") == 2
    assert "<<secret:radsec-key>>" in proxy


def program(name: str) -> str:
    """Return the path of a program, or skip the test and say which is missing."""
    found = shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/sbin")
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def accepted(*command: str, **options: Any) -> str:
    run = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    assert run.returncode == 0, f"{' '.join(command)}: {run.stdout}{run.stderr}"
    return run.stdout + run.stderr


def plain_intent() -> Intent:
    return intent_of(park_data(), {"b03": building_data()})


def h3c_intent() -> Intent:
    return wlan_park("h3c_ac")


@pytest.mark.parametrize("intent", [wlan_park, h3c_intent], ids=["huawei", "h3c"])
def test_kea_tells_access_points_where_their_controller_is(intent: Any) -> None:
    files = files_of(intent())
    subnets = json.loads(files["kea-dhcp4.conf"])["Dhcp4"]["subnet4"]
    told = {}
    for subnet in subnets:
        options = {option["name"]: option["data"] for option in subnet["option-data"]}
        assert ("vendor-encapsulated-options" in options) == ("capwap-ac-v4" in options)
        if "capwap-ac-v4" in options:
            told[subnet["user-context"]["building"]] = options
            packed = bytes.fromhex(options["vendor-encapsulated-options"])
            assert packed[1] == len(packed) - 2
            address = options["capwap-ac-v4"]
            assert packed.endswith((address.encode(), ip_address(address).packed))
    assert told.keys() == {"b03", "b04"}


@pytest.mark.root
@pytest.mark.parametrize(
    "intent",
    [plain_intent, full_intent, wlan_park, h3c_intent],
    ids=["plain", "full", "huawei-ac", "h3c-ac"],
)
@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("kea-dhcp4", ("kea-dhcp4", "-t")),
        ("kea-dhcp6", ("kea-dhcp6", "-t")),
        ("unbound", ("unbound-checkconf",)),
    ],
    ids=["kea-dhcp4", "kea-dhcp6", "unbound"],
)
def test_the_program_accepts_its_file(
    intent: Any, name: str, command: tuple[str, ...], tmp_path: Path
) -> None:
    files = {file: text for file, text in files_of(intent()).items() if file.startswith(name)}
    assert files
    for file, text in files.items():
        (tmp_path / file).write_text(text, encoding="utf-8")
        said = accepted(program(command[0]), *command[1:], str(tmp_path / file))
        assert " ERROR " not in said


def made_certificates(folder: Path, password: bytes) -> None:
    """Write a key under a password, its certificate, and the same as the city's."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "park.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
        .public_bytes(serialization.Encoding.PEM)
    )
    folder.mkdir(parents=True)
    (folder / "park.pem").write_bytes(certificate)
    (folder / "city-ca.pem").write_bytes(certificate)
    (folder / "park.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(password),
        )
    )


@pytest.mark.root
def test_freeradius_accepts_its_clients_and_the_way_to_the_city(tmp_path: Path) -> None:
    radius = program("freeradius")
    raddb = tmp_path / "raddb"
    shutil.copytree("/etc/freeradius/3.0", raddb, symlinks=True)
    for name, text in files_of(full_intent()).items():
        if name.startswith("freeradius/"):
            filled = re.sub(r"<<secret:[^>]+>>", "Made-up-1", text)
            (raddb / Path(name).name).write_text(filled, encoding="utf-8")
    made_certificates(raddb / "certs" / "radsec", b"Made-up-1")
    shutil.chown(tmp_path, "freerad")
    for path in [raddb, *raddb.rglob("*")]:
        if not path.is_symlink():
            shutil.chown(path, "freerad")
    for path in (tmp_path, *tmp_path.parents):
        if path.is_relative_to("/tmp") and path != Path("/tmp"):
            path.chmod(path.stat().st_mode | 0o011)
    said = accepted(radius, "-XC", "-d", str(raddb))
    assert "Configuration appears to be OK" in said
    assert said.count("require_message_authenticator = yes") > 4
