"""WLAN controllers as platforms of the dialect: their makers' switches, and what WLANs add.

Sources: as in `parknet.dialect.rules.wlan`.
"""

import re
from dataclasses import replace
from typing import Final

from parknet.dialect.language import Platform, compiled
from parknet.dialect.rules import wlan

_RADIO: Final = re.compile(r"^radio \d$")


def of_huawei(switch: Platform) -> Platform:
    """Return Huawei's controllers, from its switches."""
    return replace(
        switch,
        name="huawei_ac",
        rules=wlan.HUAWEI,
        order=wlan.HUAWEI_ORDER,
        # Known by their MAC addresses unless something else is said [D: "ap auth-mode"].
        rewrites=(*switch.rewrites, *compiled((r"^ap auth-mode mac-auth$", ""))),
        hollow=_RADIO,
    )


def of_h3c(switch: Platform) -> Platform:
    """Return H3C's controllers, from its switches."""
    return replace(
        switch,
        name="h3c_ac",
        rules=wlan.H3C,
        order=wlan.H3C_ORDER,
        rewrites=(
            *switch.rewrites,
            *compiled(
                (r"^radio disable$", ""),
                (r"^(preshared-key pass-phrase) simple (<<secret.*)$", r"\1 cipher \2"),
                (r"^(ip [\d.]+ key) simple (<<secret.*)$", r"\1 cipher \2"),
            ),
        ),
        hollow=re.compile(r"^(radio|gigabitethernet) \d$"),
        # [U] for all lines of the view; documented for the SSID and the security of WLAN access.
        paused=("wlan service-template ", "service-template enable"),
    )


def of_ruijie(switch: Platform) -> Platform:
    """Return Ruijie's controllers, from its switches."""
    return replace(
        switch,
        name="ruijie_ac",
        rules=wlan.RUIJIE,
        order=wlan.RUIJIE_ORDER,
        rewrites=(
            *switch.rewrites,
            *compiled(
                (r"^(web-auth portal key) 7 (<<secret.*)$", r"\1 \2"),
                (r"^(security rsn akm psk set-key ascii) 7 (<<secret.*)$", r"\1 \2"),
            ),
        ),
        hollow=re.compile(r"^ac-controller$"),
    )
