"""What people do with a case: move it on, correct it, add to it, link it, hear its number read out.

Each deed is one conditional update on the case's version with its event and its audit entry, in the caller's
transaction; two who change the same case at once notice each other.
"""
