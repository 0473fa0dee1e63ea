"""Wanted and running configuration in, ordered patch out, on annet with our rulebooks. Pure."""
