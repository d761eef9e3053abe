"""`dynaspec explain`: the examples that ask AWS, typed again with the local one behind them."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.cli.explain import explanation
from generator.cli.main import run
from tests.deploy.conftest import Account, BeforeCall
from tests.deploy.minutes import Clock, Minutes
from tests.deploy.scenes import BEFORE, BETWEEN, NOW, SPEC, Scene, deployed
from tests.sessions import LIVE, SESSION, Typed, typed

# The account of the examples.
NUMBER = "111122223333"


@pytest.fixture
def scene(
    account: Account, at_home: None, before_call: BeforeCall, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Scene:
    """A project with a rendered spec, an empty account, and a clock that stands still."""
    # Metrics are forgotten two weeks after their time, by the clock of this machine.
    monkeypatch.setattr("ministack.services.cloudwatch._evict_old_metrics", lambda: None)
    minutes = Minutes(account.client("cloudwatch"), "orders", clock)
    minutes.now = NOW
    minutes.wait(0)
    monkeypatch.setattr("generator.live.reading.now", lambda: minutes.now)
    Path("specs").mkdir()
    Path("specs/orders.yaml").write_text(SPEC)
    assert run(["-q", "render"]) == 0
    return Scene(account, minutes, monkeypatch, before_call)


def session(scene: Scene, text: str) -> list[Typed]:
    """What the commands of a session print, as if the account were that of the examples."""
    return [
        each._replace(printed=each.printed.replace(scene.account.number, NUMBER))
        for each in typed(text, scene.account.environment)
    ]


@pytest.mark.parametrize("code", sorted(LIVE))
def test_the_first_session_runs_into_the_code_and_the_second_does_not(code: str, scene: Scene) -> None:
    first, second = SESSION.findall(explanation(code))

    BEFORE.get(code, deployed)(scene)
    wrong = session(scene, first)
    if code in BETWEEN:
        BETWEEN[code](scene)
    right = session(scene, second)

    assert [(each.command, each.printed) for each in (*wrong, *right)] == [
        (each.command, each.shown) for each in (*wrong, *right)
    ]
    assert any(code in each.printed for each in wrong)
    assert code not in right[-1].printed
    assert right[-1].code == 0
