"""The pages of "My sign-in"."""
