"""The folder callflows/ as one checked whole: councils, lines, hours, rosters, kinds of request, agents, the flows.

Reads site.yaml, services.yaml, hours.yaml, rosters.yaml, agents.yaml, quality.yaml and flows/*.yaml; writes nothing,
and asks neither database nor clock.
"""

from afterhours.site.answering import COUNTY, AgentGroup, Organisation
from afterhours.site.loading import load_site, read_folder
from afterhours.site.model import Council, Service, Site, SiteRoster

__all__ = [
    "COUNTY",
    "AgentGroup",
    "Council",
    "Organisation",
    "Service",
    "Site",
    "SiteRoster",
    "load_site",
    "read_folder",
]
