"""Verdicts and link states leave here as CloudEvents, through a durable outbox. Edge."""
