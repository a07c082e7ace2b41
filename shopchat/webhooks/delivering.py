"""One attempt at one message: signed, posted through the guarded way out, and written down."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from shopchat.core import clock, jobs, switches
from shopchat.core.db import Unscoped, unit_of_work
from shopchat.core.jobs import JobRun
from shopchat.core.signatures import sign
from shopchat.core.switches import Switch
from shopchat.integrations import fetch
from shopchat.integrations.fetch import FetchError
from shopchat.webhooks import queries
from shopchat.webhooks.models import Delivery, Endpoint

SECONDS = 15  # for an answer; a receiver that needs longer answers first and works then
KEPT = 1000  # bytes of the answer, for the owner to see what went wrong
# Between the attempts, a day in all: a restart is soon over, a night's outage is not.
PAUSES = tuple(
    timedelta(seconds=seconds) for seconds in (5, 60, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 8 * 3600, 8 * 3600)
)
GONE = 410
SWITCHED_OFF = timedelta(minutes=1)  # until a message that waits is looked at again


@dataclass(frozen=True)
class Outcome:
    """What came back: a status and the beginning of the answer, or why there is none."""

    status: int | None = None
    beginning: str | None = None
    error: str | None = None

    @property
    def is_success(self) -> bool:
        """Any 2xx says that the message was taken."""
        return self.status is not None and 200 <= self.status < 300


async def attempt(run: JobRun, delivery_id: uuid.UUID) -> None:
    """Sends the message unless it was taken already; what fails is tried again later, by a job of its own."""
    async with unit_of_work(unscoped=Unscoped.JOB) as session:
        found = await queries.delivery_for_job_unscoped(session, delivery_id)
        is_on = await switches.is_on(session, Switch.WEBHOOKS)
    if found is None or found[0].status != "pending":
        return
    if not is_on:
        # It waits without an attempt of its own being used up.
        async with run.last_unit() as session:
            await jobs.enqueue(session, "webhooks.deliver", delay=SWITCHED_OFF, delivery_id=str(delivery_id))
        return
    delivery, endpoint = found
    outcome = await _post(endpoint, delivery) if endpoint.is_active else Outcome(error="The endpoint is switched off.")
    async with run.last_unit() as session:
        found = await queries.delivery_for_job_unscoped(session, delivery_id, lock=True)
        if found is None:
            return
        delivery, endpoint = found
        pause = _write_down(delivery, endpoint, outcome)
        session.add_all(found)
        if pause is not None:
            await jobs.enqueue(session, "webhooks.deliver", delay=pause, delivery_id=str(delivery.id))


async def _post(endpoint: Endpoint, delivery: Delivery) -> Outcome:
    body = delivery.body.encode()
    moment = clock.now()
    headers = {
        "Content-Type": "application/json",
        "webhook-id": delivery.message_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": sign(endpoint.secret, delivery.message_id, moment, body),
    }
    try:
        reply = await fetch.web().post(endpoint.url, headers=headers, body=body, seconds=SECONDS, keep=KEPT)
    except FetchError as error:
        return Outcome(error=error.detail)
    text = reply.beginning.decode("utf-8", "replace").replace("\x00", "")
    problem = None if 200 <= reply.status < 300 else f"The endpoint answered with status {reply.status}."
    return Outcome(reply.status, text, problem)


def _write_down(delivery: Delivery, endpoint: Endpoint, outcome: Outcome) -> timedelta | None:
    """Notes the outcome, and says how long to wait before the next attempt if there is to be one."""
    delivery.attempts += 1
    delivery.response_status, delivery.response_body = outcome.status, outcome.beginning
    delivery.error = outcome.error
    delivery.next_attempt_at = None
    if outcome.is_success:
        delivery.status, delivery.finished_at = "delivered", clock.now()
        return None
    if outcome.status == GONE:
        endpoint.is_active = False  # The receiver's way to say: never again.
    if not endpoint.is_active or delivery.attempts > len(PAUSES):
        delivery.status, delivery.finished_at = "failed", clock.now()
        return None
    pause = PAUSES[delivery.attempts - 1]
    delivery.next_attempt_at = clock.now() + pause
    return pause
