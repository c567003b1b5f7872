"""Values of mentions."""
