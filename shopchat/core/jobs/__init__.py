"""Jobs that survive: the row in PostgreSQL is the truth, Huey wakes and runs, the sweeper brings back what died."""

from shopchat.core.jobs.failures import list_failed, retry
from shopchat.core.jobs.lease import LeaseLost
from shopchat.core.jobs.model import Job, Status
from shopchat.core.jobs.queue import QueueDepth, cancel, enqueue, get, queue_depth
from shopchat.core.jobs.registry import job, periodic
from shopchat.core.jobs.run import Cancelled, JobRun

__all__ = [
    "Cancelled",
    "Job",
    "JobRun",
    "LeaseLost",
    "QueueDepth",
    "Status",
    "cancel",
    "enqueue",
    "get",
    "job",
    "list_failed",
    "periodic",
    "queue_depth",
    "retry",
]
