"""`/admin`: whether everything runs, and the jobs that were given up."""

from dataclasses import dataclass
from typing import Any

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts import administration
from shopchat.accounts.models import User
from shopchat.assistant import claude_gate
from shopchat.core import health, jobs, switches
from shopchat.core.config import get_settings
from shopchat.core.paging import PageParams
from shopchat.core.switches import Switch
from shopchat.web import theme
from shopchat.web.frame import dashboard
from shopchat.web.listing import AdminListing
from shopchat.web.session import Events, SessionState, as_admin, parse_id
from shopchat.web.ui.badge import badge
from shopchat.web.ui.buttons import button
from shopchat.web.ui.listed import listed
from shopchat.web.ui.moment import moment
from shopchat.web.ui.poll import poll
from shopchat.web.ui.states import card, empty

_EVERY_MS = 5_000


@dataclass(frozen=True)
class Part:
    """A part of the system, and in a word how it is. `tone` is good, bad or neutral."""

    name: str
    word: str
    tone: str
    told: str


@dataclass(frozen=True)
class JobRow:
    """A job that was given up."""

    id: str
    name: str
    error: str
    attempts: str
    finished_at: str


class SystemState(AdminListing, SessionState):
    """The parts, and the jobs that were given up."""

    parts: list[Part] = []
    rows: list[JobRow] = []

    @as_admin
    async def run_again(self, session: AsyncSession, account: User, job_id: str) -> Events:
        """Puts a job that was given up back into the queue."""
        await administration.retry_job(session, account, job_id=parse_id(job_id, "Failed job"))
        await self._refresh(session, account)
        return rx.toast.success("The job is in the queue again.")

    async def _fetch(self, session: AsyncSession, account: User, paging: PageParams) -> int:
        is_on = await switches.is_on(session, Switch.LANGUAGE_MODEL)
        model = _model(is_on=is_on, is_resting=await claude_gate.is_resting())
        parts = _parts(await health.checks(), await jobs.queue_depth(session), model)
        found, total = await jobs.list_failed(session, paging=paging)
        rows = [_row(job) for job in found]
        if (parts, rows) != (self.parts, self.rows):  # a poll that finds nothing new sends nothing
            self.parts, self.rows = parts, rows
        return total


def _model(*, is_on: bool, is_resting: bool) -> Part:
    settings, name = get_settings(), "Language model"
    if not settings.llm_gateway_url:
        return Part(name, "Local", "neutral", "The built-in composer answers")
    if not is_on:
        return Part(name, "Switched off", "neutral", "The built-in composer answers")
    if is_resting:
        return Part(name, "Given a rest", "bad", "It failed several times in a row; the composer answers for a while")
    return Part(name, "Connected", "good", settings.llm_model)


def _parts(checks: dict[str, bool], depth: jobs.QueueDepth, model: Part) -> list[Part]:
    settings = get_settings()

    def running(name: str, check: str, told: str) -> Part:
        return Part(name, *(("Well", "good") if checks[check] else ("Not answering", "bad")), told)

    def outside(name: str, is_set: bool, real: str, local: str) -> Part:
        return Part(name, *(("Connected", "good", real) if is_set else ("Local", "neutral", local)))

    late = f", the oldest due for {int(depth.oldest_due.total_seconds())} s" if depth.oldest_due else ""
    return [
        running("Database", "database", "PostgreSQL"),
        running("Redis", "redis", "Limits, live answers, waking of workers"),
        running("Queue", "queue", f"{depth.queued:,} waiting, {depth.running:,} running{late}"),
        model,
        outside("Payments", bool(settings.stripe_secret_key), "Stripe", "Checkout pages of our own, no money moves"),
        outside("Mail", bool(settings.smtp_url), "SMTP", "Mails are kept as files"),
    ]


def _row(job: jobs.Job) -> JobRow:
    return JobRow(
        id=str(job.id),
        name=job.name,
        error=job.error or "",
        attempts=f"{job.attempts} of {job.max_attempts} attempts",
        finished_at=job.finished_at.isoformat() if job.finished_at else "",
    )


def _part(part: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.h2(part.name, class_name="font-medium"),
            rx.match(
                part.tone,
                ("good", badge(part.word, "good", dot=True)),
                ("bad", badge(part.word, "bad", dot=True)),
                badge(part.word),
            ),
            class_name="flex items-center justify-between gap-3",
        ),
        rx.el.p(part.told, class_name="mt-1 text-[0.8125rem] break-words text-muted"),
        key=part.name,
        class_name=f"{theme.CARD} px-5 py-4",
    )


def _job(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.code(row.name, class_name="text-[0.8125rem] font-medium"),
            rx.el.p(row.error, class_name="mt-1 text-[0.8125rem] break-words text-muted"),
            rx.el.p(
                rx.el.span(row.attempts),
                moment(row.finished_at),
                class_name="mt-1 flex flex-wrap gap-x-4 text-[0.8125rem] text-muted",
            ),
            class_name="min-w-0 grow",
        ),
        button(
            rx.icon("rotate_cw", size=15),
            "Run again",
            kind="secondary",
            on_click=SystemState.run_again(row.id),
            class_name="shrink-0",
        ),
        key=row.id,
        class_name="flex flex-col gap-3 px-5 py-4 sm:flex-row sm:items-start",
    )


def page() -> rx.Component:
    """The page."""
    return dashboard(
        rx.el.ul(
            rx.foreach(SystemState.parts, _part),
            class_name="grid gap-4 sm:grid-cols-2 xl:grid-cols-3",
            aria_label="Parts of the system",
        ),
        card(
            rx.el.h2("Jobs that were given up", class_name="border-b border-line px-5 py-4 text-base font-semibold"),
            listed(
                SystemState,
                _job,
                noun=("job", "jobs"),
                when_none=empty(
                    "circle_check", "None", "A job that fails is tried again by itself; what never works ends up here."
                ),
            ),
            class_name="mt-6 overflow-hidden",
        ),
        poll(SystemState.load, every_ms=_EVERY_MS),
        title="System",
        text="What everything stands on, looked at every five seconds.",
        active=theme.ADMIN_HOME,
    )
