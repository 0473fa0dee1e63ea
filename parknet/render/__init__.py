"""Network in, one configuration text per device out. Pure."""
