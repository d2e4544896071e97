"""Every entity, by name.

A new one is one class in this folder and one name here.
"""

from domain.declare import Entity
from domain.entities.account_event import AccountEvent
from domain.entities.assignment import Assignment
from domain.entities.check_in import CheckIn
from domain.entities.crisis_line import CrisisLine
from domain.entities.encouragement import Encouragement
from domain.entities.favourites import Favourites
from domain.entities.goal import Goal
from domain.entities.goal_progress import GoalProgress
from domain.entities.goal_step import GoalStep
from domain.entities.journal_note import JournalNote
from domain.entities.notification_settings import NotificationSettings
from domain.entities.nudge import Nudge
from domain.entities.nudge_draft import NudgeDraft
from domain.entities.nudge_plan import NudgePlan
from domain.entities.plan_item import PlanItem
from domain.entities.profile import Profile
from domain.entities.recovery_clock import RecoveryClock
from domain.entities.recovery_period import RecoveryPeriod
from domain.entities.refused_write import RefusedWrite
from domain.entities.resource import Resource
from domain.entities.setback import Setback
from domain.entities.sharing_settings import SharingSettings
from domain.entities.support_contact import SupportContact
from domain.entities.support_flag import SupportFlag
from domain.entities.use_report import UseReport
from domain.entity_specs import EntitySpec, describe

ENTITIES: tuple[type[Entity], ...] = (
    Profile,
    SharingSettings,
    NotificationSettings,
    Goal,
    GoalStep,
    GoalProgress,
    CheckIn,
    UseReport,
    JournalNote,
    Setback,
    RecoveryClock,
    RecoveryPeriod,
    PlanItem,
    SupportContact,
    Favourites,
    Resource,
    CrisisLine,
    Assignment,
    Encouragement,
    NudgePlan,
    NudgeDraft,
    Nudge,
    SupportFlag,
    RefusedWrite,
    AccountEvent,
)

SPECS: dict[str, EntitySpec] = {spec.name: spec for spec in map(describe, ENTITIES)}
