"""What the service tells about itself: the morning after, and the paper for the night.

`handover` and `tonight` collect facts; `*_paper` put them into words, in the reader's language; `html` and `plain` draw
a paper for a letter and for a terminal, the desk's templates for the browser. Nothing here changes anything.
"""
