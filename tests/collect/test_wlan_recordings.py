"""Radios and stations of recorded devices, which stay outside the project.

What is read is compared with what the recordings' text holds and with what LibreNMS makes of it:
each access point, radio and station, with nothing left out and nothing added.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from parknet.collect.formulas import channel, primary_channel
from parknet.collect.texts import mac_text
from parknet.model.snapshot import DeviceSnapshot
from tests.collect.recording import facts_of, librenms_of, needs_recordings, read, rows

pytestmark = needs_recordings

Facts = dict[str, Any]  # a row of a recording as text


def wlan_of(name: str) -> Facts:
    wlan: Facts = facts_of(name)["wlan"]
    return wlan


def column(snapshot: DeviceSnapshot, metric: str) -> dict[str, Any]:
    """Return what was read, by instance; empty where the metric has no column."""
    if (found := snapshot.columns.get(metric)) is None:
        return {}
    return dict(zip(found.instances, found.values, strict=True))


def told(rows: Sequence[Facts], key: str, fact: str, *none: object) -> dict[str, Any]:
    """Return a fact of each row by a template of its key, without those that say nothing."""
    return {key.format(**row): row[fact] for row in rows if row[fact] not in (None, *none)}


def mac(index: str) -> str:
    return ":".join(f"{int(part):02x}" for part in index.split(".")[:6])


def no_wlan_warning(snapshot: DeviceSnapshot) -> bool:
    return not any(str(warning).startswith("wlan.") for warning in snapshot.warnings)


def test_a_huawei_controller_reads_as_its_text_says() -> None:
    snapshot = read("huawei-acu2-a")
    wlan = wlan_of("huawei-acu2-a")
    aps, radios, stations = wlan["huawei_aps"], wlan["huawei_radios"], wlan["huawei_stations"]
    assert column(snapshot, "wlan.ap.model") == told(aps, "{mac}", "model")
    assert column(snapshot, "wlan.ap.cpu") == told(aps, "{mac}", "cpu")
    assert column(snapshot, "wlan.ap.memory") == told(aps, "{mac}", "mem")
    assert column(snapshot, "wlan.ap.group") == told(aps, "{mac}", "group")
    assert column(snapshot, "wlan.ap.name").items() >= told(aps, "{mac}", "name").items()
    in_service = {ap["mac"] for ap in aps if ap["runState"] == 8}
    state = column(snapshot, "wlan.ap.state")
    assert {key for key, word in state.items() if word == "normal"} == in_service

    key = "{mac}/{radio}"
    assert column(snapshot, "wlan.radio.channel") == told(radios, key, "channel", 0, 255)
    assert column(snapshot, "wlan.radio.utilisation") == told(radios, key, "util", 255)
    assert column(snapshot, "wlan.radio.noise") == told(radios, key, "noise", 0)
    assert column(snapshot, "wlan.radio.clients") == told(radios, key, "clients")
    assert column(snapshot, "wlan.radio.signal") == told(radios, key, "avgSignal", 0)
    # Its release does not tell hwWlanRadioWorkingPower.
    assert column(snapshot, "wlan.radio.tx_power") == told(radios, key, "eirp", 255)

    assert column(snapshot, "wlan.station.rssi") == told(stations, "{mac}", "rssi", 0)
    assert column(snapshot, "wlan.station.ap") == told(stations, "{mac}", "ap")
    assert column(snapshot, "wlan.station.ssid") == told(stations, "{mac}", "ssid", "")
    snr = {mac: raw / 100 for mac, raw in told(stations, "{mac}", "snr", 0).items()}
    read_snr = column(snapshot, "wlan.station.snr")
    assert read_snr == {mac: snr[mac] for mac in read_snr}
    # The rest measures nothing: no strength stands beside it, or no noise that can be is left.
    rssi = column(snapshot, "wlan.station.rssi")
    left_out = snr.keys() - read_snr.keys()
    assert all(not -112 <= rssi.get(mac, 0) - snr[mac] <= -60 for mac in left_out)
    assert len(read_snr) > 0.9 * len(stations)


def test_a_huawei_controller_of_few_columns_is_read_from_radios_and_networks() -> None:
    snapshot = read("vrp_ac6605-26")
    wlan = wlan_of("vrp_ac6605-26")
    radios, vaps = wlan["huawei_radios"], wlan["huawei_vaps"]
    assert column(snapshot, "wlan.ap.name") == told(wlan["huawei_aps"], "{mac}", "name")
    key = "{mac}/{radio}"
    assert column(snapshot, "wlan.radio.channel") == told(radios, key, "channel")
    assert column(snapshot, "wlan.radio.utilisation") == told(radios, key, "util")
    assert column(snapshot, "wlan.radio.tx_power") == told(radios, key, "eirp")
    clients: Counter[str] = Counter()
    for vap in vaps:
        clients[f"{vap['mac']}/{vap['index'][0]}"] += vap["clients"]
    assert column(snapshot, "wlan.radio.clients") == dict(clients)
    assert no_wlan_warning(snapshot)


def test_an_h3c_controller_of_the_older_tree_reads_as_its_text_says() -> None:
    snapshot = read("h3c-ac-2509-a")
    wlan = wlan_of("h3c-ac-2509-a")
    aps, stations = wlan["h3c_oldtree_aps"], wlan["h3c_oldtree_stations"]
    by_address = {address: ap for ap, address in column(snapshot, "wlan.ap.address").items()}
    ap_of = {ap["serial"]: by_address[ap["ip"]] for ap in aps}
    aps = [{**ap, "mac": ap_of[ap["serial"]]} for ap in aps]
    radios = [{**radio, "mac": ap_of[radio["serial"]]} for radio in wlan["h3c_oldtree_radios"]]
    assert column(snapshot, "wlan.ap.model") == told(aps, "{mac}", "model")
    assert column(snapshot, "wlan.ap.clients") == told(aps, "{mac}", "clients")
    words = {1: "join", 2: "joinConfirm", 3: "download", 4: "config", 5: "run"}
    states = {ap: words[state] for ap, state in told(aps, "{mac}", "state").items()}
    assert column(snapshot, "wlan.ap.state") == states

    key = "{mac}/{radio}"
    assert column(snapshot, "wlan.radio.channel") == told(radios, key, "channel", 0, 255)
    assert column(snapshot, "wlan.radio.signal") == told(radios, key, "avgRx", 0, -120)
    # The text's `txPower` is a level and its `useRatio` the radio's own share: neither is read.
    powers = column(snapshot, "wlan.radio.tx_power")
    assert powers.keys() == told(radios, key, "channel", 0, 255).keys()
    assert all(5 <= power <= 30 for power in powers.values())

    assert column(snapshot, "wlan.station.rssi") == told(stations, "{mac}", "signal", 0)
    assert column(snapshot, "wlan.station.snr") == told(stations, "{mac}", "snr", 0, 255)
    assert column(snapshot, "wlan.station.ssid") == told(stations, "{mac}", "ssid", "")
    # Few of its access points are in the recording, so few of those that stations are at.
    at = column(snapshot, "wlan.station.ap")
    assert at.keys() == {station["mac"] for station in stations}
    assert set(at.values()) & set(ap_of.values())
    assert no_wlan_warning(snapshot)


def test_a_ruijie_controller_reads_as_its_text_says() -> None:
    snapshot = read("ruijie-m18000-a")
    wlan = wlan_of("ruijie-m18000-a")
    aps, stations = wlan["ruijie_aps"], wlan["ruijie_stations"]
    for metric, fact in [("name", "name"), ("group", "group"), ("model", "model")]:
        assert column(snapshot, f"wlan.ap.{metric}") == told(aps, "{mac}", fact)
    assert column(snapshot, "wlan.ap.address") == told(aps, "{mac}", "ip")
    assert column(snapshot, "wlan.ap.clients") == told(aps, "{mac}", "clients")
    words = {1: "online", 2: "offline"}
    states = {ap: words[state] for ap, state in told(aps, "{mac}", "state").items()}
    assert column(snapshot, "wlan.ap.state") == states
    enabled = told(wlan["ruijie_radios"], "{mac}/{radio}", "enable")
    words = {0: "disabled", 1: "enabled"}
    assert column(snapshot, "wlan.radio.state") == {key: words[on] for key, on in enabled.items()}
    assert column(snapshot, "wlan.station.ap") == told(stations, "{mac}", "ap")
    assert no_wlan_warning(snapshot)


def test_a_cisco_controller_reads_as_its_text_says() -> None:
    snapshot = read("cisco-wlc-2504")
    wlan = wlan_of("cisco-wlc-2504")
    aps, radios = wlan["airespace_aps"], wlan["airespace_radios"]
    stations = wlan["airespace_stations"]
    assert column(snapshot, "wlan.ap.name") == told(aps, "{mac}", "name")
    assert column(snapshot, "wlan.ap.address") == told(aps, "{mac}", "ip")
    assert column(snapshot, "wlan.ap.model") == {ap["mac"]: ap["model"].strip() for ap in aps}
    assert column(snapshot, "wlan.ap.state") == {ap["mac"]: "associated" for ap in aps}
    users: Counter[str] = Counter()
    for radio in radios:
        users[radio["mac"]] += radio["users"]
    assert column(snapshot, "wlan.ap.clients") == dict(users)

    key = "{mac}/{slot}"
    assert column(snapshot, "wlan.radio.channel") == told(radios, key, "channel")
    assert column(snapshot, "wlan.radio.utilisation") == told(radios, key, "chUtil")
    assert column(snapshot, "wlan.radio.clients") == told(radios, key, "loadClients")
    words = {1: "down", 2: "up"}
    states = {radio: words[oper] for radio, oper in told(radios, key, "oper").items()}
    assert column(snapshot, "wlan.radio.state") == states
    # One noise for each radio, of the many that are told by channel.
    assert column(snapshot, "wlan.radio.noise").keys() == told(radios, key, "channel").keys()
    assert column(snapshot, "wlan.radio.tx_power").keys() == told(radios, key, "powerLevel").keys()

    assert column(snapshot, "wlan.station.rssi") == told(stations, "{mac}", "rssi", -128, 0)
    assert column(snapshot, "wlan.station.snr") == told(stations, "{mac}", "snr", 0)
    assert set(column(snapshot, "wlan.station.ap").values()) == {ap["mac"] for ap in aps}
    assert no_wlan_warning(snapshot)


def test_an_aruba_controller_reads_as_its_text_says() -> None:
    snapshot = read("aruba-7010-bsd")
    wlan = wlan_of("aruba-7010-bsd")
    aps = wlan["aruba_aps"]
    assert column(snapshot, "wlan.ap.name") == told(aps, "{mac}", "name")
    assert column(snapshot, "wlan.ap.model") == told(aps, "{mac}", "model")
    assert column(snapshot, "wlan.ap.address") == told(aps, "{mac}", "ip")
    words = {1: "up", 2: "down"}
    states = {ap: words[state] for ap, state in told(aps, "{mac}", "status").items()}
    assert column(snapshot, "wlan.ap.state") == states
    channels = told(wlan["aruba_radios"], "{mac}/{radio}", "channel", 0)
    assert column(snapshot, "wlan.radio.channel") == channels
    stations = {mac(row["index"]): row["snr_like_rssi"] for row in wlan["aruba_stations"]}
    assert column(snapshot, "wlan.station.snr") == stations
    # Each is at a BSSID, and each of those belongs to an access point of the list.
    at = column(snapshot, "wlan.station.ap")
    assert at.keys() == stations.keys()
    assert set(at.values()) <= {ap["mac"] for ap in aps}
    assert no_wlan_warning(snapshot)


def test_an_aruba_cluster_reads_as_its_text_says() -> None:
    snapshot = read("aruba-instant_105")
    wlan = wlan_of("aruba-instant_105")
    aps = wlan["instant_aps"]
    radios = [
        {**radio, "key": f"{mac(radio['index'])}/{radio['index'].rpartition('.')[2]}"}
        for radio in wlan["instant_radios"]
    ]
    assert column(snapshot, "wlan.ap.name") == told(aps, "{mac}", "name")
    assert column(snapshot, "wlan.ap.model") == told(aps, "{mac}", "model")
    assert column(snapshot, "wlan.ap.cpu") == told(aps, "{mac}", "cpu")
    assert column(snapshot, "wlan.ap.state") == {ap["mac"]: "up" for ap in aps}
    channels = {radio["key"]: primary_channel(radio["channel"].encode("ascii")) for radio in radios}
    assert column(snapshot, "wlan.radio.channel") == channels
    assert column(snapshot, "wlan.radio.tx_power") == told(radios, "{key}", "txPower")
    assert column(snapshot, "wlan.radio.utilisation") == told(radios, "{key}", "util64")
    noise = {key: -floor for key, floor in told(radios, "{key}", "noise").items()}
    assert column(snapshot, "wlan.radio.noise") == noise
    assert no_wlan_warning(snapshot)


def test_a_router_with_radios_reads_as_its_text_says() -> None:
    snapshot = read("routeros")
    facts = wlan_of("routeros")["mikrotik"]
    names = {str(port["ifIndex"]): port["ifName"] for port in facts_of("routeros")["ports"]}
    clients = {names[index]: count for index, count in facts["apClients"].items()}
    assert column(snapshot, "wlan.radio.clients") == clients
    channels = {names[index]: channel(mhz) for index, mhz in facts["apFreq"].items() if mhz}
    assert column(snapshot, "wlan.radio.channel") == channels
    noise = {names[index]: floor for index, floor in facts["apNoise"].items() if floor}
    assert column(snapshot, "wlan.radio.noise") == noise
    rssi = {mac(index): strength for index, strength in facts["regStrength"].items()}
    far_ends = rows("routeros", "1.3.6.1.4.1.14988.1.1.1.9.1.3").values()  # of its 60 GHz radio
    found = column(snapshot, "wlan.station.rssi")
    assert found.items() >= rssi.items()
    assert found.keys() - rssi.keys() == {mac_text(end) for end in far_ends}
    assert no_wlan_warning(snapshot)


def test_access_points_without_a_controller_read_as_their_text_says() -> None:
    unifi = read("unifi")
    wlan = wlan_of("unifi")
    clients: Counter[str] = Counter()
    for vap in wlan["unifi_vaps"]:
        clients[vap["radio"]] += vap["clients"]
    assert sum(column(unifi, "wlan.radio.clients").values()) == sum(clients.values())
    assert len(column(unifi, "wlan.radio.clients")) == len(clients)
    assert sorted(column(unifi, "wlan.radio.utilisation").values()) == sorted(
        radio["cuTotal"] for radio in wlan["unifi_radios"]
    )

    bridge = read("airos_airos8")
    facts = wlan_of("airos_airos8")["airmax"]
    for metric, fact in [("noise", "noise"), ("tx_power", "txPower"), ("signal", "signal")]:
        found = column(bridge, f"wlan.radio.{metric}")
        assert list(found.values()) == list(facts[fact].values())
    channels = [channel(mhz) for mhz in facts["freq_MHz"].values()]
    assert list(column(bridge, "wlan.radio.channel").values()) == channels

    openwrt = read("openwrt-abridged")
    facts = wlan_of("openwrt-abridged")["net_snmp_extend"]
    for metric, script in [
        ("clients", "clients-{}"),
        ("noise", "noise-floor-{}"),
        ("snr", "snr-{}-avg"),
    ]:
        found = column(openwrt, f"wlan.radio.{metric}")
        assert found == {radio: int(facts[script.format(radio)]) for radio in ("wlan0", "wlan1")}
    assert no_wlan_warning(unifi)
    assert no_wlan_warning(bridge)
    assert no_wlan_warning(openwrt)


# Which of our metrics says what a sensor of LibreNMS says, and what it makes of a frequency.
SENSORS: Mapping[tuple[str, str], str] = {
    ("clients", "mikrotik"): "wlan.radio.clients",
    ("noise-floor", "mikrotik"): "wlan.radio.noise",
    ("rssi", "mikrotik"): "wlan.radio.signal",
    ("utilization", "aruba-instant"): "wlan.radio.utilisation",
    ("power", "aruba-instant"): "wlan.radio.tx_power",
    ("noise-floor", "aruba-instant"): "wlan.radio.noise",
    ("frequency", "aruba-instant"): "wlan.radio.channel",
    ("noise-floor", "airos"): "wlan.radio.noise",
    ("power", "airos-tx"): "wlan.radio.tx_power",
    ("power", "airos-rx"): "wlan.radio.signal",
    ("frequency", "airos"): "wlan.radio.channel",
    ("utilization", "unifi-total"): "wlan.radio.utilisation",
    ("power", "unifi-tx"): "wlan.radio.tx_power",
    ("frequency", "unifi"): "wlan.radio.channel",
}


@pytest.mark.parametrize("name", ["airos_airos8", "aruba-instant_105", "routeros", "unifi"])
def test_what_librenms_reads_of_a_radio_is_read_the_same(name: str) -> None:
    snapshot = read(name)
    wanted: dict[str, Counter[int]] = {}
    for sensor in librenms_of(name)["wireless"]["discovery"]["wireless_sensors"]:
        metric = SENSORS.get((sensor["sensor_class"], sensor["sensor_type"]))
        value = sensor["sensor_current"]
        if metric == "wlan.radio.channel":
            value = channel(value)
        if metric is not None and (value or metric == "wlan.radio.clients"):
            wanted.setdefault(metric, Counter())[value] += 1
    assert wanted
    for metric, values in wanted.items():
        found = Counter(column(snapshot, metric).values())
        assert found.items() >= values.items(), metric
