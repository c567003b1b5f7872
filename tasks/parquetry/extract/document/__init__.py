"""Document-level passes over the spans."""
