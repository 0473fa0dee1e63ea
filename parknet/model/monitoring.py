"""How often devices are read: intervals with defaults, which a park may change."""

from pydantic import Field

from parknet.model.record import Record


class Monitoring(Record):
    """Seconds between two readings of the same thing.

    The defaults are our planning figures, not a maker's or a policy's: an access switch has many
    ports of which each matters little, and its uplink is read at the other end every minute.
    """

    every_s: int = Field(
        default=60,
        ge=5,
        le=3600,
        description="a round: ports of all but access switches, health, access points and radios",
    )
    access_ports_s: int = Field(default=300, ge=5, description="ports of access switches")
    stations_s: int = Field(default=300, ge=5, description="who is on the WLAN, as numbers")
    optics_s: int = Field(default=900, ge=5, description="light and temperatures of modules")
    neighbours_s: int = Field(default=900, ge=5, description="LLDP")
    identity_s: int = Field(default=3600, ge=5, description="names, serial numbers, addresses")
