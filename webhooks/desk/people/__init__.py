"""People on duty, their numbers and what is done to one of them."""
