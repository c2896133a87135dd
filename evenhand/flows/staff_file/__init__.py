"""The file of the staff: read, checked row by row, and told what is wrong with it."""
