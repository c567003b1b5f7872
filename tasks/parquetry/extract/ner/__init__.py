"""Names found by models."""
