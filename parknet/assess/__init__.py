"""Network, register, packs and snapshot in, assessment out. Pure."""
