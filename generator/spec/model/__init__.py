"""The spec language: every key with its type, bounds, default and description."""
