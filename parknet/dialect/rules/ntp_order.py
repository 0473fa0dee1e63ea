"""The order of changes to signed time, which VRP and Comware say alike."""

from typing import Final

# Keys before servers name them, and after.
NTP_KEYS: Final = (
    "ntp-service (enable|authentication-keyid)",
    "ntp-service reliable",
    "ntp-service authentication enable",
    "ntp-service",
    "undo ntp-service (ipv6|unicast)",
    "undo ntp-service authentication enable",
    "undo ntp-service reliable",
    "undo ntp-service",
)
