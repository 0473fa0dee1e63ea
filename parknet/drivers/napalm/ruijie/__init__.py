"""What the driver reads and sends: Ruijie RGOS."""
