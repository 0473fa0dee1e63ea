"""Small parks built by hand: two device profiles per vendor and role, no files."""

from typing import Any

from parknet.model.features import FEATURES
from parknet.model.intent import (
    Building,
    DeviceProfile,
    Intent,
    Library,
    Park,
    PortProfile,
)
from parknet.model.platforms import Platform
from parknet.model.radio import ApProfile


def _device(vendor: str, platform: str, os: str, roles: list[str], ports: list[dict[str, Any]],
            poe: float = 0) -> DeviceProfile:  # fmt: skip
    return DeviceProfile.model_validate(
        {
            "vendor": vendor,
            "title": "a switch for tests",
            "platform": platform,
            "os": os,
            "roles": roles,
            "ports": ports,
            "poe_budget_w": poe,
            "source": "made up",
        }
    )


def _range(names: str, speed: str, media: str = "copper", poe: float = 0) -> dict[str, Any]:
    return {"names": names, "speed": speed, "media": media, "poe_w": poe}


# Every operating system of the tests can do everything: tests of gaps take features away.
REFUSED = ("quit", "return", "save", "reboot", "configuration commit")
ABLE = {feature: {"known": "D", "source": "made up"} for feature in FEATURES}


def library() -> Library:
    """Return two platforms with an access and a routing switch each, VRP in both generations."""
    routing = ["aggregation", "core", "gateway"]
    return Library(
        platforms={
            "huawei_vrp": Platform(
                title="Huawei VRP",
                driver="huawei_vrp",
                oses={
                    "vrp5": {"grade": "R", "title": "VRP 5", "features": ABLE},
                    "vrp8": {"grade": "A", "title": "VRP 8", "features": ABLE},
                },
                svi="Vlanif{vlan}",
                lag="Eth-Trunk{number}",
                loopback="LoopBack0",
                description_limit=80,
                collectors=(),
                source="made up",
                raw_refused=REFUSED,
            ),
            "h3c_comware": Platform(
                title="H3C Comware 7",
                driver="h3c_comware",
                oses={"comware7": {"grade": "A", "title": "Comware 7", "features": ABLE}},
                svi="Vlan-interface{vlan}",
                lag="Bridge-Aggregation{number}",
                loopback="LoopBack0",
                description_limit=80,
                collectors=(),
                source="made up",
                raw_refused=REFUSED,
            ),
        },
        devices={
            "hw-access": _device(
                "Huawei", "huawei_vrp", "vrp5", ["access"],
                [_range("GigabitEthernet0/0/1..24", "1G", poe=30),
                 _range("XGigabitEthernet0/0/1..4", "10G", "fibre")], 380,
            ),
            "hw-access8": _device(
                "Huawei", "huawei_vrp", "vrp8", ["access"],
                [_range("GE1/0/1..48", "1G", poe=30),
                 _range("10GE1/0/1..4", "10G", "fibre")], 780,
            ),
            "hw-routing": _device(
                "Huawei", "huawei_vrp", "vrp8", routing,
                [_range("XGigabitEthernet0/0/1..24", "10G", "fibre"),
                 _range("40GE0/0/1..6", "40G", "fibre")],
            ),
            "hw-routing5": _device(
                "Huawei", "huawei_vrp", "vrp5", routing,
                [_range("GigabitEthernet0/0/1..24", "1G", "fibre"),
                 _range("XGigabitEthernet0/0/1..8", "10G", "fibre")],
            ),
            "h3c-access": _device(
                "H3C", "h3c_comware", "comware7", ["access"],
                [_range("GigabitEthernet1/0/1..24", "1G", poe=30),
                 _range("Ten-GigabitEthernet1/0/25..28", "10G", "fibre")], 370,
            ),
            "h3c-routing": _device(
                "H3C", "h3c_comware", "comware7", routing,
                [_range("Ten-GigabitEthernet1/0/1..24", "10G", "fibre"),
                 _range("FortyGigE1/0/25..28", "40G", "fibre")],
            ),
        },
        ports={
            "desk": PortProfile(minimum_speed="100M"),
            "camera": PortProfile(minimum_speed="100M", poe=True, desktop=False),
        },
        aps={
            "indoor": ApProfile(
                title="an AP", poe_w=25.5, tagged=("wifi", "guest"), source="made up"
            )
        },
    )  # fmt: skip


SEGMENTS = {
    "office": {"vlan": 10, "purpose": "office", "hosts": 200},
    "cameras": {"vlan": 30, "purpose": "cameras", "hosts": 60, "dhcp": False},
    "wifi": {"vlan": 40, "purpose": "wifi", "hosts": 120, "ipv6": "dhcpv6"},
    "guest": {"vlan": 50, "purpose": "guest", "hosts": 120},
    "management": {"vlan": 100, "purpose": "management", "hosts": 60, "dhcp": False},
}


def park_data() -> dict[str, Any]:
    """Return a park as people would write it; tests change what they are about."""
    return {
        "park": "guanggu",
        "name": {"zh": "光谷示范园", "en": "Guanggu demonstration park"},
        "kind": "industrial",
        "region": "420115",
        "area_km2": 4.2,
        "policies": ["wuhan"],
        "addressing": {
            "ipv4": "10.20.0.0/16",
            "ipv4_links": "10.23.0.0/16",
            "ipv6": "2001:db8:4200::/48",
        },
        "services": {
            "ntp": ["10.20.0.11"],
            "syslog": ["10.20.0.12"],
            "dhcp": ["10.20.0.10"],
            "dhcpv6": ["2001:db8:4200::10"],
            "dns": ["10.20.0.13"],
        },
        "management": {},
        "gateways": [{"device": "gateway-1", "model": "hw-routing"}],
        "cores": [{"device": "core-1", "model": "hw-routing"}],
        "uplinks": [
            {
                "uplink": "telecom-1",
                "carrier": "中国电信",
                "speed": "10G",
                "gateway": "gateway-1",
                "ipv4": "198.51.100.2/30",
                "ipv4_next_hop": "198.51.100.1",
                "ipv6": "2001:db8:f::2/64",
                "ipv6_next_hop": "2001:db8:f::1",
            }
        ],
        "segments": {name: dict(segment) for name, segment in SEGMENTS.items()},
    }


def building_data(**changes: Any) -> dict[str, Any]:
    """Return a building with one floor of 20 outlets and two access points."""
    return {
        "building": "3#厂房",
        "kind": "factory",
        "at": [100.0, 200.0],
        "uplink": {"speed": "10G"},
        "aggregation": "hw-routing",
        "access": "hw-access",
        "floors": [
            {
                "floor": "1F",
                "rooms": [{"room": "101", "outlets": "1F-001..020", "segment": "office"}],
                "aps": [{"names": "AP01..AP02"}],
            }
        ],
    } | changes


def intent_of(park: dict[str, Any], buildings: dict[str, dict[str, Any]]) -> Intent:
    """Return the intent of a park and its buildings."""
    return Intent(
        park=Park.model_validate(park),
        buildings={code: Building.model_validate(data) for code, data in buildings.items()},
        library=library(),
        digest="0" * 64,
    )


H3C = {"aggregation": "h3c-routing", "access": "h3c-access"}


def small_park(vendor: str = "huawei") -> Intent:
    """Return one building behind one core and one gateway, all of one vendor."""
    park = park_data()
    if vendor == "h3c":
        park["gateways"][0]["model"] = park["cores"][0]["model"] = "h3c-routing"
    return intent_of(park, {"b03": building_data(**(H3C if vendor == "h3c" else {}))})


def mixed_park() -> Intent:
    """Return a park with every role on both vendors and both generations of VRP."""
    park = park_data()
    park["gateways"].append({"device": "gateway-2", "model": "h3c-routing"})
    park["cores"].append({"device": "core-2", "model": "h3c-routing"})
    park["uplinks"].append(
        park["uplinks"][0]
        | {
            "uplink": "unicom-1",
            "carrier": "中国联通",
            "gateway": "gateway-2",
            "ipv4": "203.0.113.2/30",
            "ipv4_next_hop": "203.0.113.1",
            "ipv6": "2001:db8:e::2/64",
            "ipv6_next_hop": "2001:db8:e::1",
        }
    )
    cameras = {"room": "走廊", "outlets": "2F-C01..06", "segment": "cameras", "profile": "camera"}
    return intent_of(
        park,
        {
            "b03": building_data(),
            "b07": building_data(
                building="7#厂房", uplink={"speed": "10G", "links": 2, "core": "core-2"}, **H3C
            ),
            "o01": building_data(
                building="研发楼 A座",
                kind="office",
                access="hw-access8",
                floors=[
                    {
                        "floor": "1F",
                        "rooms": [{"room": "大厅", "outlets": "1F-001..060", "segment": "office"}],
                        "aps": [{"names": "AP01..AP04"}],
                    },
                    {"floor": "2F", "rooms": [cameras]},
                ],
            ),
        },
    )
