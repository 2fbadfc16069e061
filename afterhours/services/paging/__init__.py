"""The pager: calls people about open emergencies until one accepts, and does what follows from every change.

`pager` claims what is due and decides; `consequences` works the events, with the verbs of `reaching`; the senders
(`placing`, `telling`, `joining`, `caller`) carry out what the outbox holds; `reports` takes down what the provider says
of a call; `watching` finds what nobody reported, and mends what is not due.
"""
