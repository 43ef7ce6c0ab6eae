"""What registers say: from a table of text to figures that are checked, row by row. Pure."""
