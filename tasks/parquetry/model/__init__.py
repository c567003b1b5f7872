"""The values that stages hand to each other, and the contract of the tables they end in."""
