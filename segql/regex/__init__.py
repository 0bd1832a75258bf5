"""Regular expressions on whose meaning all engines agree: parsed, searched and spelled by one definition."""

from segql.regex.parse import PatternError
from segql.regex.pattern import Pattern, parse_pattern

__all__ = ["Pattern", "PatternError", "parse_pattern"]
