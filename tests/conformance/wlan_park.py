"""A park with a WLAN controller of each maker, its access points, and SSIDs of every kind."""

from typing import Any, Final

from parknet.model.intent import Building, Intent, Park
from tests.conformance.full_park import OPERATORS, library, plain_park

# Platform: device profile of the controller, and the maker whose switches the park is built of.
CONTROLLERS: Final = {
    "huawei_ac": ("ac6605-26-pwr", "vrp8"),
    "h3c_ac": ("wx3540x", "comware7"),
    "ruijie_ac": ("rg-ws6816", "rgos"),
}
SSIDS: Final[list[dict[str, Any]]] = [
    {"ssid": "park-staff", "segment": "wifi", "security": "dot1x"},
    {"ssid": "访客 Guest", "segment": "guest", "security": "portal"},
    {"ssid": "things", "segment": "iot", "security": "psk", "bands": ["2.4"], "hidden": True,
     "secret": "wlan-things"},
    {"ssid": "new-things", "segment": "iot", "security": "sae", "bands": ["5"],
     "secret": "wlan-new"},
    {"ssid": "town", "segment": "guest", "security": "open"},
]  # fmt: skip
PORTAL: Final = {"server": "10.16.0.30", "url": "https://portal.example.cn:8443/login"}
MACS: Final = {"AP01": "00:e0:fc:12:34:56", "AP02": "00e0-fc12-3457"}
SERIALS: Final = {"AP02": "219801A28N819CE0002T"}


def wlan_park(
    platform: str = "huawei_ac",
    *,
    aps: dict[str, Any] | None = None,
    placed: dict[str, Any] | None = None,
    ssids: list[dict[str, Any]] | None = None,
    **wlan: Any,
) -> Intent:
    """Return a park of two buildings whose access points a controller lists.

    Args:
        platform: a key of `CONTROLLERS`.
        aps: what is said of the access points of the first building beside their names.
        placed: more of the controller's line.
        ssids: in place of every kind; what a maker lacks is left out of those.
        wlan: more lines of `wlan`.
    """
    model, kit = CONTROLLERS[platform]
    plain = plain_park(kit)
    park = plain.park.model_dump(mode="json", by_alias=True, exclude_unset=True)
    asked = SSIDS if platform != "ruijie_ac" else [s for s in SSIDS if s["security"] != "sae"]
    park["controllers"] = [{"device": "ac-1", "model": model, "links": 2} | (placed or {})]
    if "backup" in wlan:
        park["controllers"].append({"device": "ac-2", "model": model, "links": 2})
    park["wlan"] = {"ssids": asked if ssids is None else ssids, "portal": PORTAL, **wlan}
    park["radius"] = {"servers": ["10.16.0.20", "2001:db8:16::20"]}
    building = plain.buildings["b03"].model_dump(mode="json", by_alias=True, exclude_unset=True)
    building["floors"][0]["aps"] = [
        {"names": "AP01..AP04", **({"macs": MACS} if aps is None else aps)}
    ]
    other = building | {"building": "4#厂房"}
    other["floors"] = [
        {"floor": "1F", "aps": [{"names": "AP01", "macs": {"AP01": "00e0fcabcdef"}}]}
    ]
    if aps is not None:
        other["floors"][0]["aps"][0].pop("macs")
    known = library()
    carried = {
        name: profile.model_copy(update={"tagged": ("wifi", "guest", "iot")})
        for name, profile in known.aps.items()
    }
    return Intent(
        park=Park.model_validate(park),
        buildings={
            "b03": Building.model_validate(building),
            "b04": Building.model_validate(other),
        },
        library=known.model_copy(update={"aps": carried}),
        digest="0" * 64,
    )


__all__ = ["CONTROLLERS", "MACS", "OPERATORS", "PORTAL", "SERIALS", "SSIDS", "wlan_park"]
