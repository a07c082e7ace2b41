"""Measured comparisons. Nothing in here asserts a time; `make bench` prints tables."""
