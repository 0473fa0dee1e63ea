"""What the driver reads and sends: OpenWrt."""
