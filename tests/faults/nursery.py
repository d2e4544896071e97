"""A process that starts servers quickly.

It has read all of their code, and forks one for every line that it reads.

`alongside serve` spends seconds on reading code, and a thousand faults need a thousand starts.
Nothing but that is shared: the fork runs the command from its first line, with a database, a loop
and threads of its own.
"""

import ctypes
import importlib
import os
import signal
import sys

DIE_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of prctl(2), which a fork does not inherit."""


def main() -> None:
    _read_everything()
    _say("ready")
    for line in sys.stdin:
        command, _, argument = line.strip().partition(" ")
        if command == "start":
            pid = os.fork()
            if pid == 0:
                _become_server(argument)
            _say(pid)
        elif command == "wait":
            _, status = os.waitpid(int(argument), 0)
            _say(os.waitstatus_to_exitcode(status))


def _read_everything() -> None:
    """An application that is made connects to nothing.

    The framework works out what it works out once.
    """
    for name in (
        "cli.commands",
        "cli.serving",
        "cli.worker",
        "uvicorn.lifespan.on",
        "uvicorn.protocols.http.httptools_impl",
        "uvloop",
    ):
        importlib.import_module(name)
    from api.settings import settings_from
    from cli.app import create_app

    create_app(settings_from(os.environ))


def _say(what: object) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def _become_server(log: str) -> None:
    from cli.commands import main as alongside

    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
    written = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for standard, opened in ((0, nothing), (1, written), (2, written)):
        os.dup2(opened, standard)
    sys.argv = ["alongside", "serve"]
    alongside()


if __name__ == "__main__":
    main()
