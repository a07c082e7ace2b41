"""The clock door: `python -m shopchat.worker` runs the jobs that the other doors and the clock give rise to.

Every slice's `tasks` module is imported here, for the handlers that it declares.
"""

import shopchat.accounts.tasks
import shopchat.analytics.tasks
import shopchat.billing.tasks
import shopchat.conversations.tasks
import shopchat.exports.tasks
import shopchat.integrations.payments.tasks
import shopchat.knowledge.tasks
import shopchat.platform.tasks
import shopchat.webhooks.tasks  # noqa: F401
from shopchat.core import embedded, log
from shopchat.core.config import get_settings
from shopchat.core.jobs.consumer import serve


def main() -> None:
    """Works until it is told to stop."""
    log.configure()
    embedded.prepare()
    try:
        serve(get_settings().worker_threads)
    finally:
        embedded.leave()


if __name__ == "__main__":
    main()
