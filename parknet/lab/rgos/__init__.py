"""Emulated devices: Ruijie RGOS."""
