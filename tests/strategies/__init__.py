"""Hypothesis strategies that all tests share."""
