"""Emulated devices: H3C Comware."""
