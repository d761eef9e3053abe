"""Resources to a template file."""
