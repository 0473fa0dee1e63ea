"""The management platform: receives the feed, stores it, shows it. Edge."""
