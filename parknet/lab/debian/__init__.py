"""Emulated devices: Debian with FRR and Open vSwitch."""
