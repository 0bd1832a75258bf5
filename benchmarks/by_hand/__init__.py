"""The questions as somebody who knows an engine well writes them for it, without segql."""
