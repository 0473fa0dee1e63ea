"""parknet: an industrial park's network from policy clause to signed evidence."""

__version__ = "0.1.0"
