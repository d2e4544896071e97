"""The command for the keys that sign web pushes: vapid-keys."""

from typing import TYPE_CHECKING, TypeVar

import click

from cli.command_work import run_command, say, settings_of_environment, with_database

if TYPE_CHECKING:
    pass

T = TypeVar("T")


@click.command("vapid-keys")
@click.option(
    "--rotate",
    is_flag=True,
    help="Make a new key. The present one signs on for the phones that have not been opened since.",
)
@click.option(
    "--retire",
    is_flag=True,
    help="Remove the former key now. Phones that go by it are not reached until they are opened.",
)
def vapid_keys(*, rotate: bool, retire: bool) -> None:
    """Make the key that signs web pushes and print its public half.

    It is put in the folder ALONGSIDE_KEYS_DIR. An existing key is kept, unless it is to be rotated:
    then both live until no phone is left that goes by the former one.
    """
    from cli.tasks import change_push_key, end_former_push_key, make_push_key

    if rotate and retire:
        raise click.UsageError("One after the other: --rotate, and later --retire.")
    settings = settings_of_environment()
    if rotate:
        say(run_command(with_database(lambda database: change_push_key(database, settings))))
    elif retire:
        say(run_command(with_database(lambda database: end_former_push_key(database, settings))))
    else:
        say(make_push_key(settings))
