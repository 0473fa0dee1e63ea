"""Emulated devices: Arista EOS."""
