"""Devices that a vendor's controller manages: told by its words, held unless people allow it."""

import hashlib

import pytest

from parknet.dialect import compare
from parknet.dialect.controllers import controller_in
from parknet.dialect.platforms import DIALECTS, PLATFORMS
from parknet.drivers.eos_text import mask_eos
from parknet.model.change import Change, DeviceConfig, Grade, RunningConfig

CLOUDVISION = "!\ndaemon TerminAttr\n   exec /usr/bin/TerminAttr {}\n   no shutdown\n!\n"
# As each maker's guides write them, with the lines around them.
CALLS = {
    "huawei_vrp": (
        "#\ncloud-mng controller url nce.example port 10020\n#\n",
        "#\nnetconf\n controller ip-address 10.9.0.1 port 10020\n#\n",
        "#\nnetconf\n controller backup ip-address 10.9.0.2 port 10020\n#\n",
        "#\nnetconf\n callhome nce\n#\n",
        "#\ncwmp\n cwmp acs url http://acs.example:80/acs\n#\n",
    ),
    "h3c_comware": (
        "#\n cloud-management server domain cloud.example\n#\n",
        "#\n cloud-management backup-server domain b.example\n#\n",
        "#\ncwmp\n cwmp acs url http://acs.example\n#\n",
        "#\ncwmp\n cwmp acs default url http://acs.example\n#\n",
    ),
    "ruijie_rgos": ("!\ncwmp\n acs url http://cloud.example/service/tr069servlet\n!\n",),
    "cisco_ios": (
        "!\npnp profile pnp-zero-touch\n transport https host pnp.example port 443\n!\n",
        "!\ncrypto pki trustpoint DNAC-CA\n enrollment mode ra\n usage ssl-client\n!\n",
        "!\ncrypto pki trustpoint sdn-network-infra-iwan\n revocation-check crl\n!\n",
        "!\ntelemetry ietf subscription 500\n receiver name DNAC_ASSURANCE_RECEIVER\n!\n",
        "!\nsystem\n site-id 1\n vbond vbond.example\n!\n",
        "!\nservice meraki connect\n!\n",
    ),
    "arista_eos": (
        CLOUDVISION.format("-cvaddr=10.9.0.1:9910 -cvauth=key,k1 -taillogs"),
        CLOUDVISION.format("-cvopt=a.addr=10.9.0.1 -cvopt=a.auth=key,k1"),
    ),
    "openwrt": (
        "package openwisp\n\nconfig controller 'http'\n\toption url 'https://wisp.example'\n\n",
        "package easycwmp\n\nconfig acs\n\toption url 'http://acs.example'\n\n",
    ),
}
CALLS |= {
    "huawei_ac": CALLS["huawei_vrp"],
    "h3c_ac": CALLS["h3c_comware"],
    "ruijie_ac": CALLS["ruijie_rgos"],
}
EACH = pytest.mark.parametrize(
    ("platform", "lines"), [(platform, lines) for platform in CALLS for lines in CALLS[platform]]
)
NAMED = {"huawei": "sysname {}\n", "h3c": " sysname {}\n"}
SYSTEM = "package system\n\nconfig system\n\toption hostname '{}'\n\n"
# The others, and why: on a Debian machine nobody's controller is looked for.
WITHOUT = {"frr_ovs"}


def called(platform: str, name: str) -> str:
    if platform == "openwrt":
        return SYSTEM.format(name)
    return NAMED.get(platform.partition("_")[0], "hostname {}\n").format(name)


def asked(platform: str, lines: str, *, allowed: bool = False) -> Change:
    text = called(platform, "a") + lines
    change = compare(
        RunningConfig(device="a", platform=platform, os="any", text=text,
                      digest=hashlib.sha256(text.encode()).hexdigest()),
        DeviceConfig(device="a", platform=platform, text=called(platform, "b")),
        ownership="enforce", deletion_budget=100, current_secrets=frozenset(), grade=Grade.B,
        controller_allowed=allowed,
    )  # fmt: skip
    assert change is not None
    return change


def test_every_platform_is_looked_at() -> None:
    assert {*CALLS} | WITHOUT == {*PLATFORMS, *DIALECTS}


@EACH
def test_a_device_that_a_vendors_controller_manages_is_held_unless_people_allow_it(
    platform: str, lines: str
) -> None:
    told = controller_in(lines, platform)
    assert told
    assert told in lines
    assert "k1" not in told, "how it logs in is nobody's business"
    change = asked(platform, lines)
    assert f"a vendor's controller manages it, by {told!r}" in change.held
    assert "vendor_controller: allowed" in change.held
    assert not any(line in change.patch for line in lines.splitlines()), "its lines are not ours"
    assert "controller" not in asked(platform, lines, allowed=True).held


@EACH
def test_the_same_words_in_a_description_hold_nobody(platform: str, lines: str) -> None:
    told = controller_in(lines, platform)
    assert controller_in(f"interface x\n description {told}\n", platform) == ""
    assert controller_in(called(platform, "a"), platform) == ""


def test_the_key_by_which_a_switch_logs_in_at_cloudvision_is_masked() -> None:
    for lines in CALLS["arista_eos"]:
        assert "k1" not in mask_eos(lines)
