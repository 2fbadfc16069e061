"""The engine that leads a call through its flow: pure, standard library only.

It is given a book (flows and what they refer to), the call's state and one input; it gives back the new state,
what the caller hears, what to listen for, journey events and effects. It asks nobody but the `resolve` it is handed.
"""
