"""What AWS says, as data: nothing here depends on a spec."""
