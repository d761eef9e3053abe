"""Pages for people: what a table is, and what whoever it wakes can do about it."""
