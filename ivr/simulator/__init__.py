"""The simulated telephone network: plays the provider and everybody's telephones, for the demo and for tests.

Start at `network.Network`; `server` puts it behind HTTP (the provider's REST API and a control API), `client` is the
other end of the control API, `story` is the language of telephone tests.
"""
