"""Any list taken out as a file: one frame, which every list joins in two lines."""
