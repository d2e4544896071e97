"""What a new record is shared with, unless the person says otherwise for that record."""

from typing import Annotated, ClassVar

from domain.declare import Entity, FirstSync, Policy, Role, StreamKind, greatest, least


class SharingSettings(Entity, kw_only=True):
    """Defaults for new records, and the switch that closes the peer's door at once.

    A record's stream is the truth.
    """

    policy: ClassVar[Policy] = Policy(
        streams=(StreamKind.ACCOUNT,),
        created_by=Role.SELF,
        first_sync=FirstSync.SETTINGS,
        singleton=True,
        erasable=False,
    )

    share_goals: Annotated[bool, least("goals", "New goals are shared with your peer.")] = False
    share_check_ins: Annotated[
        bool, least("check_ins", "Answers of new check-ins are shared with your peer.")
    ] = False
    share_plan: Annotated[
        bool, least("plan", "New lines of your plan are shared with your peer.")
    ] = False
    asked_about_use: Annotated[
        bool,
        greatest(
            "asked_about_use",
            "The person was asked whether answers about use that older apps shared stay shared.",
        ),
    ] = False
    stop_all_sharing: Annotated[
        bool, greatest("stop", "Your peer sees nothing of yours while this is on.")
    ] = False
