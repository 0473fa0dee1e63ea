"""Makes `napalm.get_network_driver("huawei_vrp")` find parknet's driver."""

from parknet.drivers.napalm.huawei_vrp import HuaweiVrpDriver

__all__ = ["HuaweiVrpDriver"]
