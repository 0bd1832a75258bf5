"""Engines that answer texts over data at hand: one module for each, with a function `opened`."""
