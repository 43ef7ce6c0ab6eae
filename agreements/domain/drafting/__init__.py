"""Setting up an agreement: its text as a tree that can be changed in parts, copied to the next year, and checked."""
