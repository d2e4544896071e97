"""Every bug, by what it breaks."""

from tests.mutants.mutant import Mutant
from tests.mutants.planted.acts_that_meet import ACTS_THAT_MEET
from tests.mutants.planted.adversary import ADVERSARY
from tests.mutants.planted.asking_for_help import ASKING_FOR_HELP
from tests.mutants.planted.claims import CLAIMS
from tests.mutants.planted.coming_in import COMING_IN
from tests.mutants.planted.cost import COST
from tests.mutants.planted.deciding import DECIDING
from tests.mutants.planted.durability import DURABILITY
from tests.mutants.planted.edge import EDGE
from tests.mutants.planted.kept_words import KEPT_WORDS
from tests.mutants.planted.library import LIBRARY
from tests.mutants.planted.notices import NOTICES
from tests.mutants.planted.operations import OPERATIONS
from tests.mutants.planted.phone import PHONE
from tests.mutants.planted.privacy import PRIVACY
from tests.mutants.planted.pushes import PUSHES
from tests.mutants.planted.reach import REACH
from tests.mutants.planted.reminders import REMINDERS
from tests.mutants.planted.rights import RIGHTS
from tests.mutants.planted.screens import SCREENS
from tests.mutants.planted.second_branches import SECOND_BRANCHES
from tests.mutants.planted.taking_away import TAKING_AWAY

MUTANTS: tuple[Mutant, ...] = (
    *DECIDING,
    *DURABILITY,
    *RIGHTS,
    *TAKING_AWAY,
    *ACTS_THAT_MEET,
    *PHONE,
    *SCREENS,
    *REACH,
    *KEPT_WORDS,
    *ASKING_FOR_HELP,
    *LIBRARY,
    *NOTICES,
    *PUSHES,
    *REMINDERS,
    *CLAIMS,
    *EDGE,
    *COMING_IN,
    *PRIVACY,
    *OPERATIONS,
    *COST,
    *ADVERSARY,
    *SECOND_BRANCHES,
)
