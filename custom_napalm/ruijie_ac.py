"""Makes `napalm.get_network_driver("ruijie_ac")` find parknet's driver."""

from parknet.drivers.napalm.controllers import RuijieAcDriver

__all__ = ["RuijieAcDriver"]
