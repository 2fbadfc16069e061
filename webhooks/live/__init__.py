"""The live process: it tells the desks that something changed, so that they ask for it anew.

    PostgreSQL (NOTIFY ivr_live) -> Hub, one listening connection -> Seat, one a stream -> GET /live/desk, events

An event names what changed and nothing more; what a desk then shows is a piece of a page, asked of the web process.
"""
