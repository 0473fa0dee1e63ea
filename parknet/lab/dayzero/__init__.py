"""What devices run as the installer leaves them."""
