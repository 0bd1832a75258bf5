"""The engines side by side on data made up on the spot: `python -m benchmarks`."""
