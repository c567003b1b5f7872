"""Every row and every relation, checked before publishing."""
