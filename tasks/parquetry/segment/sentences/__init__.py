"""Blocks to sentences."""
