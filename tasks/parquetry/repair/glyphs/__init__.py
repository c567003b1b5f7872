"""Letters lost by fonts and conversions."""
