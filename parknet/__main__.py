"""`python -m parknet` is `parknet`."""

from parknet.cli import main

if __name__ == "__main__":
    main()
