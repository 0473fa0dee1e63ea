"""Where cables are not as designed: what devices hear of their neighbours, beside the plan."""

from typing import Literal

from pydantic import Field

from parknet.model.record import Record

# other-port     the planned neighbour, at another of its ports
# other-device   another neighbour than planned, the park's own or a stranger
# unplanned      a device of the park where the design has no cable
# stranger       a switch, router or access point that the design does not know
# loop           a device hears itself
# unheard        neither end of a planned link hears the other, and both hear others
CablingKind = Literal["other-port", "other-device", "unplanned", "stranger", "loop", "unheard"]


class CableEnd(Record):
    """One end of a cable; the port is empty where nobody says which it is."""

    device: str
    port: str = ""

    def __str__(self) -> str:
        """Return it as people read it."""
        return f"{self.device} {self.port}".strip()


class CablingDifference(Record):
    """One cable that differs from the plan, told once however many devices hear it."""

    kind: CablingKind
    here: CableEnd
    found: CableEnd | None = Field(default=None, description="who is at the other end")
    planned: CableEnd | None = Field(default=None, description="who should be there")
    link: str = Field(default="", description="id of the planned link at `here`")
    origin: str = Field(default="", description="file:line:column that plans it")
    address: str = Field(default="", description="where a stranger says it is managed")
    capabilities: str = Field(default="", description="what a stranger says it is used as")
    heard_by: tuple[str, ...] = Field(default=(), description="the devices that say so")

    @property
    def what(self) -> str:
        """Return it as a sentence, both ends named."""
        planned, found = str(self.planned or ""), str(self.found or "")
        match self.kind:
            case "unheard":
                return f"{self.here} and {planned} do not hear each other"
            case "loop":
                return f"{self.here} hears its own {self.found.port if self.found else ''}".strip()
            case "stranger":
                return f"{self.here} leads to {found}, which the design does not know"
            case "unplanned":
                return f"{self.here} leads to {found}, and the design has no cable there"
        return f"{self.here} leads to {found} instead of {planned}"
