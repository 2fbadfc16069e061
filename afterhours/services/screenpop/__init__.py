"""The link by which somebody who is offered a call sees its story."""
