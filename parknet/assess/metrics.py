"""The metrics that expectations ask for, as collect names them, and the words they are read in."""

from typing import Final

SPEED: Final = "interface.speed"  # bit/s
OPER_STATUS: Final = "interface.oper_status"
DUPLEX: Final = "interface.duplex"
IPV6_ADDRESS: Final = "ipv6.address"
AP_NAME: Final = "wlan.ap.name"
AP_STATE: Final = "wlan.ap.state"
MEDIUM: Final = "interface.medium"  # words of IANA-MAU-MIB
INTERFACE_TYPE: Final = "interface.type"  # words of IANAifType-MIB
LAG: Final = "interface.lag"
RX_POWER: Final = "optic.rx_power"  # dBm
# What instruments measure.
CABLE_TEST: Final = "test.cable"
FIBRE_TEST: Final = "test.fibre"
HEALTH: Final = "health."  # and a criterion of a wired contract profile
# Measured by a survey, never by SNMP: an access point that is up is not coverage.
WIFI_COVERAGE: Final = "wifi.coverage"

UP: Final = "up"
FULL_DUPLEX: Final = "fullDuplex"  # EtherLike-MIB, dot3StatsDuplexStatus
HALF_DUPLEX: Final = "halfDuplex"
