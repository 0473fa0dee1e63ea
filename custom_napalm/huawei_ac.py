"""Makes `napalm.get_network_driver("huawei_ac")` find parknet's driver."""

from parknet.drivers.napalm.controllers import HuaweiAcDriver

__all__ = ["HuaweiAcDriver"]
