"""A bug as data.

Which text of which file becomes which, why that would matter, and the tests that must turn red.
"""

from pathlib import Path

from msgspec import Struct


class Moved(Exception):
    """The text is not where the bug is to be planted, or is there more than once."""


class Mutant(Struct, frozen=True, kw_only=True):
    """One bug.

    `tests` are pytest's node ids, and of the browser side `web/tests/some.test.ts::the test's own
    name`. Each must turn red.
    """

    name: str
    why: str
    file: str
    before: str
    after: str
    tests: tuple[str, ...]

    def planted(self, text: str) -> str:
        """The file's text with the bug in it. Raises Moved."""
        times = text.count(self.before)
        if times != 1:
            raise Moved(
                f"{self.name}: its text is in {self.file} {times} times. "
                "The code has moved; plant it anew."
            )
        return text.replace(self.before, self.after)

    def plant(self, tree: Path) -> str:
        """Writes the bug into a copy of the repository.

        Returns what was there before. Raises Moved.
        """
        path = tree / self.file
        text = path.read_text()
        write(path, self.planted(text))
        return text

    def pull_out(self, tree: Path, text: str) -> None:
        write(tree / self.file, text)


def write(path: Path, text: str) -> None:
    """Write the text and drop what was compiled of the former one.

    Python takes compiled code for that of a file by second and size; a bug may change neither.
    """
    path.write_text(text)
    for compiled in path.parent.glob(f"__pycache__/{path.stem}.*.pyc"):
        compiled.unlink()
