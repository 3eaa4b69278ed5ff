"""`python -m raad` is the same as `raad`."""

from raad.cli.main import run

if __name__ == "__main__":
    run()
