"""Every recording: ports, addresses, neighbours, light, power and load read as its text says."""

import math
from ipaddress import IPv4Address, ip_address
from typing import Any

import pytest

from parknet.collect.texts import text
from parknet.model.snapshot import DeviceSnapshot, Value
from tests.collect.recording import (
    facts_of,
    interface_keys,
    librenms_of,
    needs_recordings,
    read,
    recordings,
    rows,
)

pytestmark = needs_recordings
every_recording = pytest.mark.parametrize("name", recordings())

ADMIN = {1: "up", 2: "down", 3: "testing"}
OPER = {**ADMIN, 4: "unknown", 5: "dormant", 6: "notPresent", 7: "lowerLayerDown"}
DUPLEX = {2: "halfDuplex", 3: "fullDuplex"}
TYPES = {1: "other", 6: "ethernetCsmacd", 23: "ppp", 24: "softwareLoopback", 53: "propVirtual"}
TYPES |= {71: "ieee80211", 117: "gigabitEthernet", 131: "tunnel", 135: "l2vlan", 136: "l3ipvlan"}
TYPES |= {161: "ieee8023adLag", 188: "radioMAC", 209: "bridge"}


def values(snapshot: DeviceSnapshot, metric: str) -> list[Value]:
    column = snapshot.columns.get(metric)
    return list(column.values) if column is not None else []


def pairs(snapshot: DeviceSnapshot, metric: str) -> set[tuple[str, Value]]:
    column = snapshot.columns.get(metric)
    return set(zip(column.instances, column.values, strict=True)) if column is not None else set()


def speed_of(port: dict[str, Any]) -> int | None:
    """Return bit/s by RFC 2863, or None where the agent is known to tell none (snmp-pitfalls 8)."""
    if port.get("oper") != 1:
        return None
    mbit = port.get("ifHighSpeed") or 0
    if 0 < mbit < 4294901759:
        return mbit * 1_000_000
    speed = port.get("ifSpeed") or 0
    return speed if 9600 <= speed < 4294967295 else None


@every_recording
def test_every_port_reads_as_the_recordings_text_says(name: str) -> None:
    snapshot = read(name)
    assert snapshot.failure is None
    assert not snapshot.partial
    keys = interface_keys(name)
    assert set(values(snapshot, "interface.name")) == {
        key.partition("@")[0] for key in keys.values()
    }
    for port in facts_of(name)["ports"]:
        key = keys[str(port["ifIndex"])]
        told = {
            "interface.oper_status": OPER.get(port.get("oper")),
            "interface.admin_status": ADMIN.get(port.get("admin")),
            "interface.type": TYPES.get(port.get("ifType")),
            "interface.mtu": port.get("ifMtu") or None,
            "interface.in_octets": port.get("ifHCInOctets", port.get("ifInOctets")),
            "interface.in_errors": port.get("ifInErrors"),
            "interface.out_errors": port.get("ifOutErrors"),
            "interface.duplex": DUPLEX.get(port.get("duplex", 1)),
        }
        if "ifHCOutOctets" in port:
            told["interface.out_octets"] = port["ifHCOutOctets"]
        found = {metric: snapshot.value(metric, key) for metric in told}
        assert found == told, key
        alias = rows(name, "1.3.6.1.2.1.31.1.1.1.18").get(str(port["ifIndex"]))
        assert snapshot.value("interface.alias", key) == (None if alias is None else text(alias))
        if "ifSpeed" in port or port.get("ifHighSpeed") or port.get("oper") != 1:
            assert snapshot.value("interface.speed", key) == speed_of(port), key


@every_recording
def test_every_port_agrees_with_what_librenms_expects(name: str) -> None:
    expected = librenms_of(name).get("ports", {}).get("poller", {}).get("ports", [])
    snapshot, keys = read(name), interface_keys(name)
    for port in expected:
        key = keys[str(port["ifIndex"])]
        assert snapshot.value("interface.oper_status", key) == port["ifOperStatus"]
        assert snapshot.value("interface.admin_status", key) == port["ifAdminStatus"]
        assert snapshot.value("interface.type", key) == port["ifType"]
        assert snapshot.value("interface.mtu", key) == (port["ifMtu"] or None)
        speed = port.get("ifSpeed") or 0
        if port["ifOperStatus"] == "up" and 9600 <= speed < 4294967295:
            assert snapshot.value("interface.speed", key) == speed


@every_recording
def test_addresses_have_the_interface_and_the_prefix_that_the_text_has(name: str) -> None:
    snapshot, keys = read(name), interface_keys(name)
    masks = rows(name, "1.3.6.1.2.1.4.20.1.3")
    told: set[tuple[str, str]] = set()
    for address, interface in rows(name, "1.3.6.1.2.1.4.20.1.2").items():
        raw = masks[address]
        mask = IPv4Address(raw if isinstance(raw, str) else bytes(raw) if raw else 0)  # type: ignore[arg-type]
        key = keys.get(str(interface), f"ifIndex-{interface}")
        told.add((key, f"{address}/{int(mask).bit_count()}"))
    assert told <= pairs(snapshot, "ipv4.address")
    read_there = {str(value).partition("/")[0] for value in values(snapshot, "ipv4.address")}
    in_table = set(rows(name, "1.3.6.1.2.1.4.20.1.2"))
    assert read_there == {row["addr"] for row in facts_of(name)["ipv4"]} | in_table
    six = {str(value) for value in values(snapshot, "ipv6.address")}
    for row in facts_of(name)["ipv6"]:
        address = str(ip_address(row["addr"]))
        assert address in {value.partition("/")[0] for value in six}
        if "prefixLen" in row:
            assert f"{address}/{row['prefixLen']}" in six


@every_recording
def test_everybody_seen_by_arp_and_neighbour_discovery_is_there(name: str) -> None:
    snapshot = read(name)
    kinds = rows(name, "1.3.6.1.2.1.4.22.1.4")
    arp = {
        index.partition(".")[2]
        for index, mac in rows(name, "1.3.6.1.2.1.4.22.1.2").items()
        if isinstance(mac, bytes) and any(mac) and kinds.get(index, 3) != 2
    }
    assert arp <= {str(value) for value in values(snapshot, "ipv4.neighbour")}
    six = {
        str(ip_address(bytes(map(int, index.split(".")[-16:]))))
        for index, mac in rows(name, "1.3.6.1.2.1.55.1.12.1.2").items()
        if isinstance(mac, bytes) and any(mac)
    }
    kinds = rows(name, "1.3.6.1.2.1.4.35.1.6")
    for index, mac in rows(name, "1.3.6.1.2.1.4.35.1.4").items():
        numbers = index.split(".")[1:]
        is_used = isinstance(mac, bytes) and any(mac) and kinds.get(index, 3) in (1, 3, 4)
        if is_used and numbers[0] == "2":
            six.add(str(ip_address(bytes(map(int, numbers[2:18])))))
    assert six == {str(value) for value in values(snapshot, "ipv6.neighbour")}


@every_recording
def test_every_lldp_neighbour_is_at_a_port_of_the_device(name: str) -> None:
    snapshot = read(name)
    told = facts_of(name)["lldp"]
    names = sorted(neighbour["sysName"] or "" for neighbour in told)
    ports = sorted(neighbour["portId"] or "" for neighbour in told)
    assert sorted(map(str, values(snapshot, "lldp.remote_name"))) == names
    assert len(values(snapshot, "lldp.remote_port")) == len(ports)
    column = snapshot.columns.get("lldp.remote_name")
    known = set(interface_keys(name).values())
    if name != "routeros":  # of 12 neighbours it tells the interface of two
        assert set(column.instances if column else ()) <= known


@every_recording
def test_light_reads_as_the_recordings_text_says(name: str) -> None:
    snapshot, keys = read(name), interface_keys(name)
    seen = 0
    for optic in facts_of(name)["optics"]:
        if "dBm" in optic:  # CISCO-ENTITY-SENSOR-MIB: one row a sensor
            port = optic["name"].split()[0]
            told = {("tx" if "Transmit" in optic["name"] else "rx"): optic["dBm"]}
        else:
            port = keys.get(str(optic.get("ifIndex", "")), optic.get("name"))
            told = {"rx": optic.get("rx_dBm"), "tx": optic.get("tx_dBm")}
        for way, dbm in told.items():
            metric = f"optic.{way}_power"
            found = snapshot.value(metric, port)
            if dbm is None or abs(dbm) > 1000:  # 2147483647 in 0.01 dBm
                assert found is None
                continue
            assert isinstance(found, (int, float))
            assert math.isclose(found, dbm, abs_tol=0.006)
            seen += 1
        scales = {"temp_C": ("temperature", 1), "volt_V": ("voltage", 1), "bias_mA": ("bias", 1)}
        scales |= {"volt_mV": ("voltage", 0.001), "bias_uA": ("bias", 0.001)}
        for fact, (metric, scale) in scales.items():
            told_there = optic.get(fact)
            if told_there is not None and told_there < 2147483647 / 100:
                found = snapshot.value(f"optic.{metric}", port)
                assert isinstance(found, (int, float))
                assert math.isclose(found, told_there * scale, abs_tol=0.0001)
    read_there = len(values(snapshot, "optic.rx_power")) + len(values(snapshot, "optic.tx_power"))
    assert read_there == seen


@every_recording
def test_power_of_every_port_reads_as_the_recordings_text_says(name: str) -> None:
    snapshot, keys = read(name), interface_keys(name)
    for index, milliwatts in facts_of(name).get("poe_huawei_mW", {}).items():
        assert snapshot.value("poe.power", keys[index]) == milliwatts / 1000
    # CISCO-POWER-ETHERNET-EXT-MIB: unit.port
    for index, milliwatts in rows(name, "1.3.6.1.4.1.9.9.402.1.2.1.9").items():
        unit, _, port = index.partition(".")
        assert isinstance(milliwatts, int)
        assert snapshot.value("poe.power", f"Gi{unit}/0/{port}") == milliwatts / 1000
    column = snapshot.columns.get("poe.power")
    assert set(column.instances if column else ()) <= set(keys.values())


@every_recording
def test_load_and_memory_read_as_the_recordings_text_says(name: str) -> None:
    snapshot, told = read(name), facts_of(name)["cpu_mem"]
    load = sorted(map(float, values(snapshot, "system.cpu")))
    memory = sorted(map(float, values(snapshot, "system.memory")))
    for cpu, mem in (
        ("hh3cEntityExtCpuUsage", "hh3cEntityExtMemUsage"),
        ("hwEntityCpuUsage", "hwEntityMemUsage"),
        ("fgSysCpuUsage", "fgSysMemUsage"),
    ):
        if cpu in told:
            assert load == sorted(told[cpu].values())
            assert memory == sorted(told[mem].values())
    if "h3cOldCpu" in told:  # every entity has a row; only what has memory has a processor
        with_memory = [entity for entity, share in told["h3cOldMem"].items() if share]
        assert load == sorted(told["h3cOldCpu"][entity] for entity in with_memory)
        assert memory == sorted(told["h3cOldMem"][entity] for entity in with_memory)
    for cpu in ("cpmCPUTotal5minRev", "hrProcessorLoad"):
        if cpu in told:
            assert load == sorted(told[cpu].values())
    if "ruijieCPU5Sec" in told:
        assert snapshot.value("system.cpu", "") == told["ruijieCPU5Sec"]["0"]
        assert told["ruijieMemPct"]["1"] in memory
    if "ciscoMemoryPoolUsed" in told:
        assert len(memory) == len(told["ciscoMemoryPoolUsed"])


WIRELESS = ("airos_airos8", "aruba-instant_105", "unifi")


@every_recording
def test_load_agrees_with_what_librenms_expects(name: str) -> None:
    processors = librenms_of(name).get("processors", {}).get("discovery", {}).get("processors", [])
    told = sorted(processor["processor_usage"] for processor in processors)
    if name not in WIRELESS:
        assert told == [] or sorted(values(read(name), "system.cpu")) == told


@every_recording
def test_chassis_tell_serial_number_model_and_release(name: str) -> None:
    snapshot = read(name)
    kinds = rows(name, "1.3.6.1.2.1.47.1.1.1.1.5")
    for metric, column in (("serial", 11), ("model", 13), ("software", 10)):
        told = {
            text(raw)
            for index, raw in rows(name, f"1.3.6.1.2.1.47.1.1.1.1.{column}").items()
            if kinds.get(index) in (3, 11) and text(raw)
        }
        assert told <= {str(value) for value in values(snapshot, f"system.{metric}")}


@every_recording
def test_every_learnt_address_is_found_once_for_each_port(name: str) -> None:
    snapshot = read(name)
    told = set()
    for column in ("1.3.6.1.2.1.17.7.1.2.2.1.2", "1.3.6.1.2.1.17.4.3.1.2"):
        for index, port in rows(name, column).items():
            if isinstance(port, int) and port > 0:  # 0 and -1: the bridge itself, black holes
                told.add((":".join(f"{int(n):02x}" for n in index.split(".")[-6:]), port))
        if told:
            break
    found = snapshot.columns.get("bridge.port")
    assert {mac for mac, _ in told} == set(found.instances if found else ())
    assert len(values(snapshot, "bridge.port")) >= len(told)


@every_recording
def test_octets_in_ipv6_read_as_the_recordings_text_says(name: str) -> None:
    told = facts_of(name)["ipSystemStatsHC_v6"]
    snapshot = read(name)
    for metric, fact in (("ipv6.in_octets", "InOctets"), ("ipv6.out_octets", "OutOctets")):
        if told[fact] is not None:
            assert snapshot.value(metric, "") == told[fact]


@every_recording
def test_members_of_an_aggregation_are_ports_that_are_up(name: str) -> None:
    snapshot = read(name)
    for member, aggregation in pairs(snapshot, "interface.lag"):
        assert snapshot.value("interface.oper_status", member) == "up"
        assert snapshot.value("interface.type", str(aggregation)) in (
            "ieee8023adLag",
            "propVirtual",
        )
        assert member != aggregation


def test_a_port_channel_of_ios_is_found_by_its_layers_though_its_type_is_proprietary() -> None:
    told = {("Gi1/0/52", "Po1"), ("Gi3/0/52", "Po1")}
    assert pairs(read("ios_2960x"), "interface.lag") == told
