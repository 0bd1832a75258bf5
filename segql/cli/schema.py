"""`segql schema`."""

import json

import click

from segql.catalog import Catalog


@click.command("schema")
def command() -> None:
    """Prints the JSON Schema of catalogs, with which editors complete and check them."""
    click.echo(json.dumps(Catalog.json_schema(), ensure_ascii=False, indent=2))
