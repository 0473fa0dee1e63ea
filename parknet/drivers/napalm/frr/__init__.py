"""What the driver reads and sends: Debian with FRR and Open vSwitch."""
