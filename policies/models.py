"""All models, for Django to find; nobody else imports this module."""

from .authoring.models import HubPage, PolicyPage, PolicySection
from .publication.models import FormerAddress, Hub, Policy, PolicyVersion

__all__ = [
    "FormerAddress",
    "Hub",
    "HubPage",
    "Policy",
    "PolicyPage",
    "PolicySection",
    "PolicyVersion",
]
