"""Change set in, outcomes out: waves, canary, checks, stop, roll back. Led by its arguments."""
