"""The conformance kit: texts with data and their members, for backends and ports (docs/conformance.md)."""

FORMAT = 1
"""The version of the written-out form of a case. A change that old readers cannot read raises it."""
VERSION = f"{FORMAT}.0"
"""The version of the cases: the second number is raised where cases are added or mended."""
