"""Rehearsals: a site's calls led in memory through the simulated network, so that staff can prove a flow before use."""
