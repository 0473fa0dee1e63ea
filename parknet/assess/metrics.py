"""The metrics that expectations ask for, as collect names them, and the words they are read in."""

from typing import Final

SPEED: Final = "interface.speed"  # bit/s
OPER_STATUS: Final = "interface.oper_status"
DUPLEX: Final = "interface.duplex"
IPV6_ADDRESS: Final = "ipv6.address"
AP_NAME: Final = "wlan.ap.name"
AP_STATE: Final = "wlan.ap.state"
# Measured by a survey, never by SNMP: an access point that is up is not coverage.
WIFI_COVERAGE: Final = "wifi.coverage"

UP: Final = "up"
FULL_DUPLEX: Final = "fullDuplex"  # EtherLike-MIB, dot3StatsDuplexStatus
HALF_DUPLEX: Final = "halfDuplex"
# What controllers call an access point that serves users: HUAWEI-WLAN-AP-MIB hwWlanApRunState
# normal(8), HH3C-DOT11-APMT-MIB hh3cDot11APOperationStatus run(5).
AP_UP: Final = frozenset({UP, "normal", "run"})
