"""Formats with markup: from a document's parts to its text, every character with the bytes it came from."""
