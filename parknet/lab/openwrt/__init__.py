"""Emulated devices: OpenWrt."""
