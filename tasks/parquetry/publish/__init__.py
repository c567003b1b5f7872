"""Versions: written, described, made current."""
