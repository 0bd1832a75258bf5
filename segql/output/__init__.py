"""The members of segments as files, Parquet or CSV, in three shapes."""

from segql.output.files import SHAPES, Shape, check, write, write_stream

__all__ = ["SHAPES", "Shape", "check", "write", "write_stream"]
