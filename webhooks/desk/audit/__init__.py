"""The audit, for the auditor."""
