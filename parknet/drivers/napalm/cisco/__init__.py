"""What the driver reads and sends: Cisco IOS, and what Cisco-like command lines share."""
