"""The same attacks as another user, and where a container forbids namespaces.

They are run as a cohort in each of ``PROFILES``: as an ordinary user in the tier full, and where
namespaces are refused, as an ordinary user and as root, in the tier filter. They take turns, but
those with ``chosen = true`` are in two cohorts, and those are run in the tier process, too.
``docs/isolation.md`` has the table. The macOS and Windows tier is not attacked.
"""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.hostile.attack import base
from tests.hostile.batch import HONEST
from tests.hostile.ground import DEMANDED
from tests.hostile.plan import (
    ALL,
    CHOSEN,
    DEPENDENT,
    EVERY,
    WITHOUT_A_BOUNDARY,
    cohort_of,
    without_a_boundary,
)
from tests.hostile.profiles import PROFILES, Profile
from tests.support.paths import ROOT

pytestmark = pytest.mark.long  # all of them, so that what is installed for them is installed once

USER = 47_011
NOT_NEEDED = ("mypy*", "ruff*", "copier*", "distributed", "dask", "*stillroom*", "pip", "nox")
CONTAINER = """
import ctypes, os, sys
from stillroom.sandbox.worker import seccomp
Rule, refused = seccomp.Rule, [seccomp.Rule(one) for one in {numbers}]
new_namespaces = Rule({clone}, mask=0x7E02_0000, unless=True)
ctypes.CDLL(None).prctl(38, 1, 0, 0, 0)
seccomp.install(seccomp.program([*refused, new_namespaces, Rule(435, 38)], None))
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""
"""Refuses what the default profile of Docker refuses: unshare, mount, setns, namespaces by clone."""

Runs = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def runs() -> Iterator[Runs]:
    """Run Python with the grader as it is installed from a wheel, where every user can reach it."""
    place = Path(tempfile.mkdtemp(prefix="hostile-elsewhere-", dir="/tmp"))
    place.chmod(0o755)
    try:
        python = _installed(place)

        def run(
            *words: str, user: int | None, container: bool = False, tiers: str = "", plan: str = ""
        ) -> subprocess.CompletedProcess[str]:
            prelude = ["-c", _container()] if container else []
            device = _device(place, user) if user is not None else ""
            return subprocess.run(
                [str(python), *prelude, *words],
                cwd=place, user=user, group=user, extra_groups=None if user is None else [],
                check=False, capture_output=True, text=True, timeout=900,
                env={
                    "PATH": os.defpath, "STILLROOM_HOSTILE": plan, "STILLROOM_TEST_TIERS": tiers,
                    "STILLROOM_HOSTILE_BASE": str(place / "base.json"),
                    "STILLROOM_HOSTILE_DEVICE": device,
                },
            )  # fmt: skip

        yield run
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _installed(place: Path) -> Path:
    """Make an environment below *place* with everything that the tests need."""
    subprocess.run(
        [_reachable_python(), "-m", "venv", "--without-pip", place / "venv"],
        check=True,
        timeout=120,
    )
    (packages,) = (place / "venv" / "lib").glob("python*/site-packages")
    for source in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:
        shutil.copytree(
            source, packages, dirs_exist_ok=True, copy_function=_link_or_copy,
            ignore=shutil.ignore_patterns(*NOT_NEEDED),
        )  # fmt: skip
    # What is compiled is taken along, as pip does it: another user could not write it down. What is
    # only being written has a number behind its name, and may be gone by then.
    half_written = shutil.ignore_patterns("*.pyc.*")
    shutil.copytree(ROOT / "src/stillroom", packages / "stillroom", ignore=half_written)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    for source, target in {"exercises": "stillroom/exercises", **wheel["force-include"]}.items():
        (packages / target).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (ROOT / source).is_dir() else shutil.copy
        copy(ROOT / source, packages / target)
    for name in ("tests/hostile", "tests/support"):
        shutil.copytree(ROOT / name, place / name, ignore=half_written)
    shutil.copy(ROOT / "pyproject.toml", place)
    known = {
        exercise: {name: content.decode() for name, content in base(exercise).items()}
        for exercise in ("01-add-users", "02-add-email")
    }
    (place / "base.json").write_text(json.dumps(known))
    subprocess.run(["chmod", "-R", "a+rX", place], check=True, timeout=120)
    return place / "venv/bin/python"


def _device(place: Path, user: int) -> str:
    """Make an endless device that *user* may move: only root can make one."""
    folder = Path(tempfile.mkdtemp(dir=place))
    os.mknod(folder / "device", 0o20666, os.makedev(1, 5))
    os.chown(folder, user, user)
    return str(folder / "device")


def _reachable_python() -> str:
    """An interpreter of this version that every user can start: our own may lie in a home folder."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for python in (
        os.path.realpath(sys.executable),
        shutil.which(name, path="/usr/local/bin:/usr/bin"),
    ):
        if python and all(parent.stat().st_mode & 0o001 for parent in Path(python).parents):
            return python
    if DEMANDED:
        pytest.fail(f"no {name} here that another user can start")
    pytest.skip(f"no {name} here that another user can start")


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy(source, target)


def _container() -> str:
    is_arm = os.uname().machine == "aarch64"
    numbers = (97, 268, 40, 39, 41) if is_arm else (272, 308, 165, 166, 155)
    return CONTAINER.format(numbers=numbers, clone=220 if is_arm else 56)


ATTACKED = (
    "-m",
    "pytest",
    "-q",
    "-rs",
    "-p",
    "no:cacheprovider",
    "tests/hostile/test_attacks.py",
    "-k",
    "attack_ends",
)
as_root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


def test_enough_is_chosen() -> None:
    """About a tenth of the attacks, of every kind that another user could make easier."""
    assert len(CHOSEN) >= len(EVERY) // 10
    assert len({attack.about["group"] for attack in CHOSEN}) >= 8


def test_every_attack_is_in_a_cohort_and_the_chosen_ones_are_in_two() -> None:
    """On a usual machine and in a container; each kind of attack is in every cohort."""
    cohorts = [cohort_of(profile) for profile in PROFILES]
    assert {attack.name for cohort in cohorts for attack in cohort} == {a.name for a in EVERY}
    for attack in EVERY:
        its_own = [profile for profile in PROFILES if attack in cohort_of(profile)]
        assert len(its_own) == (2 if attack in CHOSEN else 1)
        assert len({profile.in_container for profile in its_own}) == len(its_own)
    for cohort in cohorts:
        assert {attack.about["group"] for attack in cohort} == {a.about["group"] for a in EVERY}


@pytest.mark.parametrize(
    "profile", PROFILES, ids=lambda profile: f"{profile.user}, {profile.place}".replace(" ", "-")
)
def test_attacks_as_a_cohort(profile: Profile, runs: Runs) -> None:
    """Each ends as it must, does no harm, and leaves the honest submissions alone."""
    is_root = os.geteuid() == 0
    if profile.is_root and not is_root:
        pytest.skip("only root can be root")
    user = USER if is_root and not profile.is_root else None
    batch = ("-m", "tests.hostile.batch", str(PROFILES.index(profile)))
    ended = runs(
        *batch, user=user, container=profile.in_container, plan="all" if ALL else "",
    )  # fmt: skip
    if f"no isolation {profile.tier} to be had" in ended.stderr and profile.tier not in DEMANDED:
        pytest.skip(ended.stderr)
    assert ended.returncode == 0, ended.stderr[-5000:]
    told = json.loads(ended.stdout)
    honest = {name for name in told if name.endswith(HONEST)}
    cohort = {attack.name for attack in cohort_of(profile, everywhere=ALL)}
    assert set(told) - honest == cohort
    assert len(honest) >= len(cohort) // 10
    assert {name: faults for name, faults in told.items() if faults} == {}


def test_the_profiles_are_those_that_the_attacks_have_to_be_run_in() -> None:
    """As an ordinary user, and in a container's profile, as root and as an ordinary user."""
    tiers = {(profile.is_root, profile.in_container): profile.tier for profile in PROFILES}
    assert tiers == {(False, False): "full", (False, True): "filter", (True, True): "filter"}


def test_every_chosen_attack_is_run_without_a_boundary() -> None:
    """They take turns, but those that depend on the user and the container are run in both ways."""
    runs = [without_a_boundary(start) for start in WITHOUT_A_BOUNDARY]
    dependent = [attack for attack in CHOSEN if attack.about["group"] in DEPENDENT]
    assert {attack.about["group"] for attack in dependent} == DEPENDENT
    for attack in CHOSEN:
        assert sum(attack in run for run in runs) == (len(runs) if attack in dependent else 1)


@pytest.mark.parametrize(
    "start",
    [pytest.param("user", marks=as_root_only), "container"],
    ids=["ordinary-user", "container"],
)
def test_chosen_attacks_without_a_boundary(runs: Runs, start: str) -> None:
    """In the tier process, each does the harm that it is known for, and no other."""
    user = USER if start == "user" else None
    ended = runs(*ATTACKED, user=user, container=user is None, tiers="process", plan=start)
    assert ended.returncode == 0, ended.stdout[-5000:]
    assert f"{len(without_a_boundary(start))} passed" in ended.stdout


def test_the_doctor_in_a_container_names_the_tier_and_the_reason(runs: Runs) -> None:
    """The weaker tier is chosen by itself, and a demand for the stronger one is refused."""
    ended = runs("-m", "stillroom", "doctor", user=None, container=True)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("Isolation: filter")
    assert "Not to be had here: full. bubblewrap may not make namespaces here" in ended.stdout
    refused = runs(
        "-m", "stillroom", "doctor", "--require-isolation", "full", user=None, container=True
    )
    assert refused.returncode == 2
    assert "no isolation full to be had here" in refused.stderr
