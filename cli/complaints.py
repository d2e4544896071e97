"""What went wrong with a console command, in one line, and what to do.

No address, password or row is ever in it.
"""

from typing import Any

import click


class CommandGroup(click.Group):
    """Ends with 1 and one line whatever goes wrong.

    A traceback would show the messages of libraries, which quote what they were given.
    """

    def invoke(self, context: click.Context) -> Any:
        """Run the command, and say in one line what went wrong."""
        from api.logs import error_trace
        from api.settings import UnsafeSettings
        from domain.errors import AlongsideError

        try:
            return super().invoke(context)
        except UnsafeSettings as error:
            raise click.ClickException(
                f"{error}. `alongside settings` describes every setting."
            ) from None
        except AlongsideError as error:
            raise click.ClickException(error.detail) from None
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except OSError as error:
            raise click.ClickException(
                f"{error.strerror or type(error).__name__}: {error.filename or error_trace(error)}"
            ) from None
        except Exception as error:  # noqa: BLE001 - of every library
            raise click.ClickException(
                f"This is a fault of Alongside itself, {error_trace(error)}. "
                "Please tell its makers."
            ) from None
