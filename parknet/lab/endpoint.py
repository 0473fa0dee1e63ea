"""How an emulated device is reached. Whoever only talks to a lab needs nothing else of it."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a device listens, and the host key it will show (an OpenSSH public key line)."""

    host: str
    ssh_port: int
    snmp_port: int
    host_key: str
    address: str = ""  # the management address that it stands for

    def as_json(self) -> dict[str, str | int]:
        """Return it for the control channel."""
        return asdict(self)
