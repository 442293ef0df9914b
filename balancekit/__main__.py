"""``python -m balancekit``."""

from balancekit.cli import main

if __name__ == "__main__":
    main()
