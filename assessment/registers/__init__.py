"""Reading the files of registers: CSV and Excel, row by row, with limits."""
