"""YAML text to a checked model."""
