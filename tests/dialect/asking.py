"""Asking dialect for a change, with what is the same in most tests filled in."""

import hashlib
import re

from parknet.dialect import compare
from parknet.model.change import Change, DeviceConfig, Grade, RunningConfig

ALL_SECRETS = frozenset({"snmp-auth", "snmp-priv", "ssh-password", "ntp"})
OS = {
    "eos": "arista_eos",
    "vrp5": "huawei_vrp",
    "vrp8": "huawei_vrp",
    "comware7": "h3c_comware",
    "ios": "cisco_ios",
    "iosxe": "cisco_ios",
    "rgos": "ruijie_rgos",
}


def running(text: str, os: str = "vrp8", unsaved: bool = False) -> RunningConfig:
    return RunningConfig(
        device="sw",
        platform=OS[os],
        os=os,
        text=text,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        unsaved=unsaved,
    )


def ask(
    old: str, new: str, os: str = "vrp8", *, unsaved: bool = False, **terms: object
) -> Change | None:
    """Return what leads from one text to the other."""
    given = {
        "ownership": "enforce",
        "deletion_budget": 1000,
        "current_secrets": ALL_SECRETS,
        "grade": Grade.A,
    } | terms
    wanted = DeviceConfig(device="sw", platform=OS[os], text=new)
    return compare(running(old, os, unsaved), wanted, **given)  # type: ignore[arg-type]


def need(old: str, new: str, os: str = "vrp8", **terms: object) -> Change:
    """Return what leads from one text to the other, and fail where nothing does."""
    change = ask(old, new, os, **terms)
    assert change is not None
    return change


def mask(text: str) -> str:
    """Return a text as a device shows it: secrets masked."""
    return re.sub(r"<<secret:[^<>]+>>", "<<secret>>", text)
