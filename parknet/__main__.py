"""`python -m parknet` is `parknet`."""

from parknet.cli.entry import main

if __name__ == "__main__":
    main()
