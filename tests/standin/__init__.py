"""A local AWS for the tests and for trying out: ministack, and what it lacks for the templates of dynaspec."""
