"""Work that waits, as the scheduler wakes it: each job is a function of the parts, and safe beside itself elsewhere."""
