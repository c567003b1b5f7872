"""Report: one self-contained page for people, made from a version's tables."""
