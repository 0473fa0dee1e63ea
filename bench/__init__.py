"""What parknet costs: `python -m bench` measures it on this machine."""
