"""What the driver reads and sends: Arista EOS."""
