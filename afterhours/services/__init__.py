"""What the municipality does with its calls: one verb a file, on a session that the caller commits."""
