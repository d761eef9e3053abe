"""What AWS says of a live stack to what needs a hand, and what to change."""
