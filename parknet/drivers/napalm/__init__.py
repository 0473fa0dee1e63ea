"""Real NAPALM drivers of our platforms; `custom_napalm` at the root makes napalm find them."""
