"""The command line, `segql`. Needs the extra `cli`; without it `main` answers with the pip command."""

try:
    from segql.cli.app import main
except ModuleNotFoundError as missing:
    if missing.name != "click":
        raise
    from segql.cli.absent import main

__all__ = ["main"]
