"""Emulated devices and what names something: policies, streams and keys need what they name."""

import pytest

from parknet.lab.device import GRAMMARS
from parknet.lab.tree import Config

PORTS = frozenset({"GigabitEthernet0/0/1"})
POLICY5 = """traffic classifier c operator or
 if-match any
#
traffic behavior b
 remark dscp ef
#
traffic policy p match-order config
 classifier c behavior b
#
vlan 10
#
interface Vlanif10
 traffic-policy p inbound
#
"""
POLICY8 = (
    POLICY5.replace("operator or", "type or")
    .replace(" match-order config", "")
    .replace("behavior b\n#\nvlan", "behavior b precedence 5\n#\nvlan")
)


def running(os: str, text: str) -> Config:
    config = Config.factory(GRAMMARS[os], PORTS)
    assert config.load(text) == []
    return config


def typed(config: Config, *lines: str) -> str:
    """Type lines and return the last one's refusal."""
    path: tuple[str, ...] = ()
    error = ""
    for line in lines:
        done = config.apply(path, line)
        path, error = done.path, done.error or str(done.refusal or "")
    return error


@pytest.mark.parametrize(("os", "text"), [("vrp5", POLICY5), ("vrp8", POLICY8)])
def test_a_policy_in_use_goes_from_the_interface_inwards(os: str, text: str) -> None:
    config = running(os, text)
    for line in ("traffic policy p", "traffic behavior b", "traffic classifier c"):
        assert "used" in typed(config, f"undo {line}") or "applied" in typed(config, f"undo {line}")
    assert not typed(config, "interface Vlanif10", "undo traffic-policy p inbound")
    for line in ("traffic policy p", "traffic behavior b", "traffic classifier c"):
        assert not typed(config, f"undo {line}")
    assert "traffic" not in config.text()


def test_one_policy_each_way_and_only_one_that_is_there() -> None:
    config = running("vrp5", POLICY5)
    assert "does not exist" in typed(config, "interface Vlanif10", "traffic-policy q outbound")
    typed(config, "traffic policy q match-order config", "classifier c behavior b")
    assert "in this direction" in typed(config, "interface Vlanif10", "traffic-policy q inbound")
    assert not typed(config, "interface Vlanif10", "traffic-policy q outbound")


def test_a_policy_names_parts_that_are_there() -> None:
    config = running("vrp5", POLICY5)
    assert "does not exist" in typed(
        config, "traffic policy q match-order config", "classifier c behavior other"
    )


@pytest.mark.parametrize(("os", "kind"), [("vrp8", "hmac-sha256"), ("comware7", "hmac-sha-256")])
def test_a_server_s_key_is_made_first(os: str, kind: str) -> None:
    config = running(os, "")
    signed = "ntp-service unicast-server 10.0.0.1 authentication-keyid 3"
    assert "does not exist" in typed(config, signed)
    key = f"ntp-service authentication-keyid 3 authentication-mode {kind}"
    assert not typed(config, f"{key} {'simple' if os == 'comware7' else 'cipher'} Secret-1")
    assert not typed(config, "ntp-service unicast-server 10.0.0.1")
    assert not typed(config, signed)
    assert config.text().count("unicast-server 10.0.0.1") == 1
    assert not typed(config, "undo ntp-service unicast-server 10.0.0.1")
    assert "unicast-server" not in config.text()
    assert "Secret-1" not in config.text()


@pytest.mark.parametrize("os", ["vrp5", "vrp8", "comware7"])
def test_an_area_is_stub_in_one_way_and_no_longer_after_undo(os: str) -> None:
    config = running(os, "ospf 1\n area 0.0.0.3\n  stub\n")
    view = ("ospf 1", "area 0.0.0.3")
    assert not typed(config, *view, "stub no-summary")
    assert config.text().count("stub") == 1
    assert "stub no-summary" in config.text()
    assert not typed(config, *view, "undo stub")
    assert "stub" not in config.text()


@pytest.mark.parametrize("os", ["vrp5", "vrp8"])
def test_an_eth_trunk_is_believed_and_its_members_queue(os: str) -> None:
    config = running(os, "interface Eth-Trunk1\n trust dscp\n#\n")
    port = ("interface GigabitEthernet0/0/1",)
    assert not typed(config, *port, "qos pq 5 to 7 drr 0 to 4")
    assert not typed(config, *port, "trust dscp")
    assert "delete" in typed(config, *port, "eth-trunk 1")
    assert not typed(config, *port, "undo trust dscp")
    assert not typed(config, *port, "eth-trunk 1")
    assert typed(config, *port, "trust dscp")
    assert not typed(config, *port, "qos queue 4 drr weight 40")
    assert not typed(config, *port, "qos queue 4 drr weight 20")
    assert config.text().count("qos queue 4") == 1
    assert not typed(config, *port, "undo qos queue 4 drr")
    assert not typed(config, *port, "undo qos pq 5 to 7 drr 0 to 4")
    assert "qos" not in config.text()


def test_weights_stand_only_where_queues_are_weighted() -> None:
    config = Config.factory(GRAMMARS["comware7"], frozenset({"GigabitEthernet1/0/1"}))
    port = ("interface GigabitEthernet1/0/1",)
    assert "go together" in typed(config, *port, "qos wrr 5 group sp")
    assert not typed(config, *port, "qos wrr weight")
    assert not typed(config, *port, "qos wrr 5 group sp")
    assert not typed(config, *port, "qos wrr 5 group 1 weight 9")
    assert config.text().count("qos wrr 5") == 1
    assert "go together" in typed(config, *port, "undo qos wrr weight")
    assert not typed(config, *port, "undo qos wrr 5")
    assert not typed(config, *port, "undo qos wrr weight")
    assert "qos" not in config.text()
