"""Emulated devices: Cisco IOS, and what Cisco-like command lines share."""
