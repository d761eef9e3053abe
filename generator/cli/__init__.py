"""The commands: each module one, each ends in an exit code."""
