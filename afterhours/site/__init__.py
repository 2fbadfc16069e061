"""The folder callflows/ as one checked whole: councils, lines, opening hours, kinds of request, and the flows.

Reads site.yaml, services.yaml, hours.yaml and flows/*.yaml; writes nothing, and asks neither database nor clock.
"""

from afterhours.site.loading import load_site, read_folder
from afterhours.site.model import Council, Service, Site

__all__ = ["Council", "Service", "Site", "load_site", "read_folder"]
