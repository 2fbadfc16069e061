"""The folder callflows/ as one checked whole: councils, lines, opening hours, rosters, kinds of request, the flows.

Reads site.yaml, services.yaml, hours.yaml, rosters.yaml and flows/*.yaml; writes nothing, and asks neither database
nor clock.
"""

from afterhours.site.loading import load_site, read_folder
from afterhours.site.model import Council, Service, Site, SiteRoster

__all__ = ["Council", "Service", "Site", "SiteRoster", "load_site", "read_folder"]
