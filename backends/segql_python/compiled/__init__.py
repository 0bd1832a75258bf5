"""Segments compiled to Python functions of one customer, who is a mapping or a Profile."""
