"""Every entity, by name. A new one is one class in this folder and one name here."""

from domain.declare import Entity, EntitySpec, describe
from domain.entities.assignment import Assignment
from domain.entities.check_in import CheckIn
from domain.entities.crisis_line import CrisisLine
from domain.entities.encouragement import Encouragement
from domain.entities.goal import Goal
from domain.entities.journal_note import JournalNote
from domain.entities.notification_settings import NotificationSettings
from domain.entities.nudge import Nudge
from domain.entities.nudge_plan import NudgePlan
from domain.entities.plan_item import PlanItem
from domain.entities.profile import Profile
from domain.entities.refused_write import RefusedWrite
from domain.entities.resource import Resource
from domain.entities.sharing_settings import SharingSettings
from domain.entities.support_contact import SupportContact

ENTITIES: tuple[type[Entity], ...] = (
    Profile,
    SharingSettings,
    NotificationSettings,
    Goal,
    CheckIn,
    JournalNote,
    PlanItem,
    SupportContact,
    Resource,
    CrisisLine,
    Assignment,
    Encouragement,
    NudgePlan,
    Nudge,
    RefusedWrite,
)

SPECS: dict[str, EntitySpec] = {spec.name: spec for spec in map(describe, ENTITIES)}
