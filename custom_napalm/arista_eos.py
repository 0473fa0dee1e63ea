"""Makes `napalm.get_network_driver("arista_eos")` find parknet's driver."""

from parknet.dialect import replacement
from parknet.drivers.napalm import arista_eos, whole

__all__ = ["AristaEosDriver"]


class AristaEosDriver(whole.WholeDriver, arista_eos.AristaEosDriver):
    platform = "arista_eos"
    replacement = staticmethod(replacement)
