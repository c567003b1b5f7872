"""Text decoded by the wrong encoding."""
