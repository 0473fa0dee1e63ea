"""Makes `napalm.get_network_driver("ruijie_rgos")` find parknet's driver."""

from parknet.drivers.napalm.ruijie_rgos import RuijieRgosDriver

__all__ = ["RuijieRgosDriver"]
