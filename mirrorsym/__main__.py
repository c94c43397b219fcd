"""`python -m mirrorsym`: the same as the command `mirrorsym`."""

from mirrorsym.cli import main

if __name__ == "__main__":
    main()
