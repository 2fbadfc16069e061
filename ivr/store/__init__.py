"""What is kept in PostgreSQL about calls, and the embedded server that keeps it where there is no other."""
