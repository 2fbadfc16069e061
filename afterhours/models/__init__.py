"""The tables of the domain, one aggregate a file. Importing this package fills `Base.metadata` with every table."""

from afterhours.models.audit import AuditEntry
from afterhours.models.audit_seal import AuditSeal
from afterhours.models.calendar_feed import CalendarFeed
from afterhours.models.call_draft import CallDraft, CasePresence
from afterhours.models.caller_block import CallerBlock
from afterhours.models.case import Case
from afterhours.models.case_event import CaseEvent
from afterhours.models.case_link import CaseLink, CaseSight
from afterhours.models.complaint import Complaint
from afterhours.models.contact import Contact, ContactNumber
from afterhours.models.duty_log import DutyLogEntry
from afterhours.models.emergency import Attempt, Emergency, EmergencyEvent
from afterhours.models.hours import HoursSwitch
from afterhours.models.identity_check import IdentityCheck
from afterhours.models.legal_hold import LegalHold
from afterhours.models.membership import Invitation, Membership
from afterhours.models.person import Person, PersonNumber, PersonPin
from afterhours.models.quality_review import QualityReview
from afterhours.models.queue import AgentPresence, Callback, Offer, QueuedCall
from afterhours.models.recording import Recording
from afterhours.models.roster import RosterException, TemporarySchedule
from afterhours.models.screenpop_grant import ScreenpopGrant
from afterhours.models.script_answer import ScriptAnswer
from afterhours.models.second_factor import BoundIdentity, RecoveryCode, SecurityKey, TotpSecret
from afterhours.models.sign_in import Guess, KeyChallenge, SignInStep
from afterhours.models.text_message import TextMessage, TextStop
from afterhours.models.user import User, UserSession
from ivr.store.base import Base
from ivr.store.call import Call, Turn
from ivr.store.outbox import OutboxMessage
from ivr.store.revision import Revision
from ivr.store.timing import ClockOffset, Heartbeat

__all__ = [
    "AgentPresence",
    "Attempt",
    "AuditEntry",
    "AuditSeal",
    "Base",
    "BoundIdentity",
    "CalendarFeed",
    "Call",
    "CallDraft",
    "Callback",
    "CallerBlock",
    "Case",
    "CaseEvent",
    "CaseLink",
    "CasePresence",
    "CaseSight",
    "ClockOffset",
    "Complaint",
    "Contact",
    "ContactNumber",
    "DutyLogEntry",
    "Emergency",
    "EmergencyEvent",
    "Guess",
    "Heartbeat",
    "HoursSwitch",
    "IdentityCheck",
    "Invitation",
    "KeyChallenge",
    "LegalHold",
    "Membership",
    "Offer",
    "OutboxMessage",
    "Person",
    "PersonNumber",
    "PersonPin",
    "QualityReview",
    "QueuedCall",
    "Recording",
    "RecoveryCode",
    "Revision",
    "RosterException",
    "ScreenpopGrant",
    "ScriptAnswer",
    "SecurityKey",
    "SignInStep",
    "TemporarySchedule",
    "TextMessage",
    "TextStop",
    "TotpSecret",
    "Turn",
    "User",
    "UserSession",
]
