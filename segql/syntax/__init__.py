"""Text to tree and back."""

from segql.syntax.parser import parse
from segql.syntax.printer import format_text, print_document, print_expression

__all__ = ["format_text", "parse", "print_document", "print_expression"]
