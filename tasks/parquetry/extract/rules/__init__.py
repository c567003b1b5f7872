"""Mentions found by rules."""
