"""The list of cases, and what somebody typed to find one."""
