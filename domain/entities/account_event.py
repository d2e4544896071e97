"""What happened to a person's phones, told to each of them: whoever did it cannot do it unseen."""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from domain.declare import Entity, FirstSync, Policy, Role, StreamKind, once


class AccountEvent(Entity, kw_only=True):
    """A phone came, went on as a new one, or was signed out from another.

    Kept for 180 days.
    """

    policy: ClassVar[Policy] = Policy(
        streams=(StreamKind.ACCOUNT,),
        created_by=Role.SYSTEM,
        first_sync=FirstSync.SETTINGS,
        removed_by=Role.SELF,
        about_device=("what", "device"),
    )

    event: Annotated[
        Literal["phone_added", "phone_copied", "phone_signed_out"], once("what", "What happened.")
    ]
    label: Annotated[
        str, once("what", "What the phone is called in the list of devices.", max_length=60)
    ]
    copies: Annotated[
        int, Meta(ge=0), once("what", "How many that came from it were signed out with it.")
    ] = 0
    device: Annotated[
        Annotated[int, Meta(ge=1, le=2**53 - 1)] | None,
        once(
            "what",
            "The phone that was added: it does not show this, and no one removes this from there.",
        ),
    ] = None
