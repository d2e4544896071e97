"""A change is shown to the tests that can notice it, and to all of them where that is not known."""

from tests.mutation.covering import OUTSIDE, Recorded, RecordedTest, portions

TEXT = """\
LIMIT = 5


@cached
def one(a):
    if a > LIMIT:
        return called(
            a,
            2,
        )
    try:
        b()
    except KeyError:
        c()
"""


def a_test(
    name: str,
    *,
    file: str = "tests/x/test_a.py",
    seconds: float = 0.1,
    generated: bool = False,
    starts: bool = False,
) -> RecordedTest:
    return RecordedTest(f"{file}::{name}", file, seconds, generated, starts)


QUICK, SLOW, OTHER = (
    a_test("quick"),
    a_test("slow", seconds=1),
    a_test("other", file="tests/y/test_b.py"),
)


def names(lines: dict[int, list[int]], line: int, *more: RecordedTest) -> list[str]:
    known = Recorded([SLOW, QUICK, OTHER, *more], {"x.py": lines}, [])
    return [test.name.partition("::")[2] for test in known.covering("x.py", TEXT, line)]


def test_those_that_execute_the_statement_are_asked_and_the_quick_ones_first() -> None:
    assert names({7: [0, 1], 11: [2]}, 7) == ["quick", "slow"]


def test_a_statement_is_all_of_its_lines() -> None:
    assert names({7: [1]}, 9) == ["quick"]


def test_of_what_holds_others_only_its_own_lines_count() -> None:
    assert names({6: [1], 7: [0]}, 6) == ["quick"]


def test_what_is_expected_to_go_wrong_is_asked_of_those_where_it_does() -> None:
    assert names({11: [0, 1], 12: [0, 1], 13: [1]}, 13) == ["quick"]


def test_what_no_test_executes_is_asked_of_none() -> None:
    assert names({6: [0, 1, 2]}, 14) == []


def test_the_body_of_a_module_and_a_decorator_are_asked_of_all() -> None:
    assert names({1: [OUTSIDE]}, 1) == ["quick", "other", "slow"]
    assert names({4: [OUTSIDE], 5: [OUTSIDE]}, 4) == ["quick", "other", "slow"]


def test_what_is_called_before_any_test_is_asked_of_all_those_that_call_it_too_first() -> None:
    assert names({6: [OUTSIDE, 2]}, 6) == ["other", "quick", "slow"]


def test_what_another_process_executes_nobody_sees_so_its_file_is_always_asked() -> None:
    begins, beside = (
        a_test(name, file="tests/x/test_server.py", starts=name == "begins")
        for name in ("begins", "beside")
    )
    assert names({}, 6, begins, beside) == ["begins", "beside"]


def test_few_are_asked_at_first_and_what_is_generated_by_itself() -> None:
    generated = [
        a_test(f"g{number}", file=f"tests/z/test_{number % 2}.py", generated=True)
        for number in range(4)
    ]
    plain = [a_test(f"p{number}", seconds=1.5) for number in range(10)]
    found = [
        [test.name.partition("::")[2] for test in portion]
        for portion in portions([*plain[:5], *generated, *plain[5:]])
    ]
    assert found == [
        ["p0", "p1"],
        ["p2", "p3", "p4", "p5", "p6", "p7", "p8"],
        ["p9"],
        ["g0", "g2"],
        ["g1", "g3"],
    ]
