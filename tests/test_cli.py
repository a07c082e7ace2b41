"""The commands as an operator calls them: what they say, what they do, and their exit status."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlmodel import col, select

from shopchat.accounts.models import AuditEvent, User
from shopchat.core import db, security
from tests.doors import PASSWORD, PASSWORD_HASH

ROOT = Path(__file__).parents[1]
EMAIL = "someone@shop.example"


def shopchat(*arguments: str, answers: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "shopchat.cli", *arguments],
        cwd=ROOT,
        env={**os.environ, **settings},
        input=answers,
        capture_output=True,
        text=True,
        check=False,
    )


async def account() -> User | None:
    async with db.unit_of_work() as session:
        return (await session.exec(select(User).where(User.email == EMAIL))).first()


async def audited() -> list[AuditEvent]:
    async with db.unit_of_work() as session:
        return list((await session.exec(select(AuditEvent).order_by(col(AuditEvent.created_at)))).all())


@pytest.fixture
async def owner(clean_database: None) -> User:
    async with db.unit_of_work() as session:
        user = User(email=EMAIL, password_hash=PASSWORD_HASH)
        session.add(user)
    return user


async def test_an_admin_is_made(clean_database: None) -> None:
    ran = shopchat("create-admin", "Someone@Shop.example", answers=f"{PASSWORD}\n{PASSWORD}\n")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.endswith("is an admin.\n")
    assert PASSWORD not in ran.stdout
    made = await account()
    assert made is not None
    assert (made.role, made.plan) == ("admin", "free")
    assert await security.verify_password(PASSWORD, made.password_hash)
    assert [(event.action, event.subject) for event in await audited()] == [("account.made_admin", str(made.id))]


async def test_an_account_that_exists_becomes_admin_and_keeps_password_and_plan(owner: User) -> None:
    assert shopchat("set-plan", EMAIL, "pro").returncode == 0
    assert shopchat("create-admin", EMAIL, "--password", "another long password").returncode == 0
    changed = await account()
    assert changed is not None
    assert (changed.role, changed.plan, changed.password_hash) == ("admin", "pro", PASSWORD_HASH)


@pytest.mark.parametrize(("email", "password"), [("someone", PASSWORD), (EMAIL, "password"), (EMAIL, "short")])
async def test_a_bad_email_or_password_makes_nobody(clean_database: None, email: str, password: str) -> None:
    ran = shopchat("create-admin", email, "--password", password)
    assert ran.returncode == 1
    assert ran.stderr.startswith("Error: ")
    assert ran.stderr.count("\n") == 1
    assert await account() is None


async def test_a_plan_is_set(owner: User) -> None:
    ran = shopchat("set-plan", EMAIL.upper(), "enterprise")
    assert ran.returncode == 0, ran.stderr
    changed = await account()
    assert changed is not None
    assert changed.plan == "enterprise"
    event = (await audited())[-1]
    assert event.action == "plan.set"
    assert event.details.items() >= {"from": "free", "to": "enterprise", "source": "admin"}.items()


async def test_what_is_not_there_is_said_and_changes_nothing(owner: User) -> None:
    for arguments, said in [
        ((EMAIL, "gold"), "There is no plan 'gold'. Choose one of free, pro, enterprise."),
        (("nobody@shop.example", "pro"), "Account not found."),
    ]:
        ran = shopchat("set-plan", *arguments)
        assert (ran.returncode, ran.stderr) == (1, f"Error: {said}\n")
    changed = await account()
    assert changed is not None
    assert changed.plan == "free"


def test_the_doctor_names_every_part(servers: None) -> None:
    ran = shopchat("doctor")
    subjects = {line[4:20].strip(): line[:2] for line in ran.stdout.splitlines()}
    assert subjects.keys() == {"environment", "PostgreSQL", "Redis", "pages", "widget", "model"}
    assert (subjects["environment"], subjects["PostgreSQL"], subjects["Redis"]) == ("ok", "ok", "ok")
    assert ran.returncode == (1 if "--" in subjects.values() else 0)


def test_the_doctor_says_what_is_missing(servers: None, tmp_path: Path) -> None:
    ran = shopchat(
        "doctor",
        DATABASE_URL="postgresql://nobody:secret@127.0.0.1:1/nothing",
        REDIS_URL="redis://127.0.0.1:1/0",
        SHOPCHAT_BUILD_DIR=str(tmp_path),
    )
    assert ran.returncode == 1
    bad = {line[4:20].strip() for line in ran.stdout.splitlines() if line.startswith("--")}
    assert {"PostgreSQL", "Redis", "pages", "model"} <= bad
    assert "secret" not in ran.stdout
    assert "Traceback" not in ran.stderr
