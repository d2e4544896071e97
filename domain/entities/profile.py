"""How a person wishes to be addressed and how the app speaks to them."""

from typing import Annotated, ClassVar, Literal

from domain.declare import Entity, FirstSync, Policy, Role, StreamKind, latest
from domain.values import ZoneName


class Profile(Entity, kw_only=True):
    """The name, language and time zone that a person chose.

    Their peer sees the name and the zone, nothing else.
    """

    policy: ClassVar[Policy] = Policy(
        streams=(StreamKind.ACCOUNT,),
        created_by=Role.SELF,
        first_sync=FirstSync.SETTINGS,
        singleton=True,
    )

    display_name: Annotated[
        str,
        latest(
            "name",
            "What others call you. It need not be your legal name.",
            min_length=1,
            max_length=40,
        ),
    ]
    pronouns: Annotated[
        str, latest("name", "For example she/her. May stay empty.", max_length=30)
    ] = ""
    language: Annotated[Literal["en", "es"], latest("language", "The language the app speaks.")] = (
        "en"
    )
    time_zone: Annotated[ZoneName, latest("zone", "IANA name of the home time zone.")] = (
        "America/Chicago"
    )
    zone_mode: Annotated[
        Literal["home", "follow_device"],
        latest("zone", "Which clock notes follow when you travel."),
    ] = "home"
    text_size: Annotated[
        Literal["normal", "large", "largest"], latest("reading", "How large the text is.")
    ] = "normal"
