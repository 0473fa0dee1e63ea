import json
from ipaddress import IPv4Interface, IPv6Interface
from pathlib import Path

import pytest
from nornir import InitNornir
from nornir.core.plugins.inventory import InventoryPluginRegister

from parknet.drivers.nornir_inventory import (
    Endpoint,
    ParknetInventory,
    read_endpoints,
    targets_of,
)
from parknet.errors import IntentError
from parknet.model.network import DevicePlan, Network, ServicesPlan


def plan(name: str, role: str, building: str = "", floor: str = "") -> DevicePlan:
    return DevicePlan(
        name=name,
        role=role,
        platform="huawei_vrp",
        os="vrp8",
        model="test",
        building=building,
        floor=floor,
        ownership="enforce",
        deletion_budget=0,
        management4=IPv4Interface("10.0.0.9/32"),
        management6=IPv6Interface("2001:db8::9/128"),
        management_interface="LoopBack0",
        router_id=None,
        default_originate=False,
        vlans=(),
        ports=(),
        lags=(),
        svis=(),
        routes=(),
        services=ServicesPlan("ops", "ops", (), ()),
    )


@pytest.fixture
def network() -> Network:
    devices = (plan("core-1", "core"), plan("b03-1f-acc1", "access", "b03", "1f"))
    return Network(
        park="p",
        name={"zh": "园", "en": "park"},
        kind="industrial",
        region="",
        policies=(),
        contracts=(),
        devices=devices,
        links=(),
        circuits=(),
        outlets=(),
        aps=(),
        buildings=(),
        intent_digest="",
        by_name={device.name: device for device in devices},
    )


def test_nornir_loads_it_by_name_and_filters_by_group(network: Network, tmp_path: Path) -> None:
    path = tmp_path / "endpoints.json"
    path.write_text(json.dumps({"core-1": {"host": "127.0.0.1", "ssh": 2022, "snmp": 2161}}))
    InventoryPluginRegister.register("ParknetInventory", ParknetInventory)
    nornir = InitNornir(
        inventory={
            "plugin": "ParknetInventory",
            "options": {"network": network, "endpoints_file": str(path)},
        },
        runner={"plugin": "serial"},
        logging={"enabled": False},
    )
    core = nornir.inventory.hosts["core-1"]
    assert (core.hostname, core.port, core.username) == ("127.0.0.1", 2022, "ops")
    assert core["snmp_port"] == 2161
    access = nornir.filter(filter_func=lambda host: host.has_parent_group("building-b03"))
    assert list(access.inventory.hosts) == ["b03-1f-acc1"]
    assert nornir.inventory.hosts["b03-1f-acc1"].hostname == "10.0.0.9"


def test_the_inventory_holds_no_password(network: Network) -> None:
    inventory = ParknetInventory(network).load()
    assert all(host.password is None for host in inventory.hosts.values())


def test_a_device_without_an_entry_is_reached_at_its_management_address(network: Network) -> None:
    targets = targets_of(network, {"core-1": Endpoint("::1", 2022)}, Path("known_hosts"))
    assert (targets["core-1"].host, targets["core-1"].port) == ("::1", 2022)
    assert (targets["b03-1f-acc1"].host, targets["b03-1f-acc1"].port) == ("10.0.0.9", 22)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("{", 1),
        ("[]", 1),
        ('{"a": {}, "b": {"host": "h", "ssh": 0}, "c": {"host": "h", "x": 1}}', 3),
        ('{"a": {"host": "h", "ssh": true}}', 1),
    ],
)
def test_every_wrong_endpoint_is_told_at_once(tmp_path: Path, text: str, count: int) -> None:
    path = tmp_path / "endpoints.json"
    path.write_text(text)
    with pytest.raises(IntentError) as caught:
        read_endpoints(path)
    assert len(caught.value.problems) == count
    assert all(problem.where.startswith(str(path)) for problem in caught.value.problems)


def test_a_missing_file_of_endpoints_is_told(tmp_path: Path) -> None:
    with pytest.raises(IntentError, match="No such file"):
        read_endpoints(tmp_path / "none.json")
