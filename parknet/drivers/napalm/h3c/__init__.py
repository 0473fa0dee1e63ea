"""What the driver reads and sends: H3C Comware."""
