"""What exists already, in the words of another tool, to a spec."""
