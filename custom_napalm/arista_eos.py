"""Makes `napalm.get_network_driver("arista_eos")` find parknet's driver."""

from parknet.drivers.napalm.arista_eos import AristaEosDriver

__all__ = ["AristaEosDriver"]
