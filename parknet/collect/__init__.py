"""Network and a reader in, snapshot out. Led by its arguments."""
