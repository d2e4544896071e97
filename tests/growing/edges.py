"""What people and apps meet: an endpoint, an error and a screen."""

from tests.growing.playing import Edit, Row, Step, pytest_of, python
from tests.growing.steps import CONTRACT, REFERENCE, TYPES

ENDPOINT = Row(
    thing="an endpoint",
    edits=(
        Edit(
            "api/routes/health.py",
            '@get("/clock", opt=public(), summary="The time here", sync_to_thread=False)\n'
            "def clock() -> int:\n"
            '    """Return nothing of use."""\n'
            "    return 0\n\n\n",
            after="    return LIMITS\n\n\n",
        ),
        Edit("api/routes/health.py", ", clock", after="ROUTES = [health, limits"),
    ),
    steps=(
        Step(
            command=pytest_of("tests/api/test_route_matrix.py::test_every_route_is_in_the_matrix"),
            fails=True,
            says=r"say in MATRIX \(tests/api/route_matrix\.py\)",
        ),
        *CONTRACT,
        TYPES,
    ),
    follows={
        "openapi/openapi.json": '"/api/clock"',
        "web/src/generated/api.d.ts": "'?\"?/api/clock",
    },
)
ERROR = Row(
    thing="an error",
    edits=(
        Edit(
            "domain/errors.py",
            '\n\nclass Weathered(AlongsideError):\n    """It rains."""\n\n    code = "weathered"\n',
            after='    """The deployment cannot serve now."""\n\n    code = "not_ready"\n',
        ),
    ),
    steps=(
        Step(
            command=pytest_of("tests/test_reference.py"),
            fails=True,
            says=r"Weathered has no status: give it one in STATUSES \(api/problems\.py\)",
        ),
        Step(
            edits=(
                Edit(
                    "api/problems.py",
                    "    errors.Weathered: 409,\n",
                    after="    errors.Conflict: 409,\n",
                ),
            ),
            command=python(
                "from api.problems import problem_from\n"
                "from domain.errors import Weathered\n"
                "print(problem_from(Weathered('It rains.')))\n"
            ),
            says=r"status=409, code='weathered'",
        ),
        *REFERENCE,
    ),
    follows={"docs/reference.md": r"\| `weathered` \| 409 \| Weathered \|"},
)
SCREEN = Row(
    thing="a screen",
    edits=(Edit("web/src/screens/errand/Errand.svelte", "<h1>Errands</h1>\n"),),
    steps=(
        Step(
            command=pytest_of("tests/test_screens_reached.py"),
            fails=True,
            says=r"errand/Errand\.svelte: nothing opens it; give it an address in web/src/screens/",
        ),
        Step(
            edits=(
                Edit(
                    "web/src/screens/routes.ts",
                    "    { at: /^\\/errand$/, load: () => import('./errand/Errand.svelte') },\n",
                    after="    { at: /^\\/plan$/, load: loadPlan },\n",
                ),
            ),
            command=pytest_of("tests/test_screens_reached.py"),
            fails=True,
            says=r"\^/errand\$: put it into a list of tests/e2e/test_screens\.py",
        ),
        Step(
            edits=(Edit("tests/e2e/test_screens.py", '\n    "/errand",', after='    "/plan",'),),
            command=pytest_of("tests/test_screens_reached.py"),
        ),
    ),
)
