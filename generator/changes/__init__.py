"""What a change of a template does to live tables."""
