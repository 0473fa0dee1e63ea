"""Emulated devices: Huawei VRP."""
