"""Every slice's tables in one metadata, for Alembic and for the test that holds models and migrations together."""

from shopchat.accounts import models as accounts
from shopchat.analytics import models as analytics
from shopchat.billing import models as billing
from shopchat.chatbots import models as chatbots
from shopchat.conversations import models as conversations
from shopchat.core import jobs, switches
from shopchat.core.record import metadata
from shopchat.evaluation import models as evaluation
from shopchat.exports import models as exports
from shopchat.integrations.payments import objects as local_payments
from shopchat.knowledge import index_models as knowledge_index
from shopchat.knowledge import models as knowledge
from shopchat.platform import models as platform
from shopchat.webhooks import models as webhooks

__all__ = [
    "accounts",
    "analytics",
    "billing",
    "chatbots",
    "conversations",
    "evaluation",
    "exports",
    "jobs",
    "knowledge",
    "knowledge_index",
    "local_payments",
    "metadata",
    "platform",
    "switches",
    "webhooks",
]
