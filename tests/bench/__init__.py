"""What rendering costs: `make bench` measures it here and now, beside what people would use instead."""
