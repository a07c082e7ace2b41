"""Answers kept under an `Idempotency-Key`, so that a request whose answer was lost can be sent again.

The answer is written in the transaction of the request's own effects: both are there or neither, whoever dies. While
that transaction runs it holds an advisory lock, which PostgreSQL lets go with the connection: no key stays taken.
"""

import base64
import hashlib
from dataclasses import dataclass
from datetime import timedelta

from cryptography.fernet import Fernet, InvalidToken
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts import queries
from shopchat.accounts.errors import KeyInUse, KeyReused
from shopchat.accounts.models import KeptAnswer, User
from shopchat.core import clock
from shopchat.core.config import get_settings

KEPT = timedelta(hours=24)


@dataclass(frozen=True)
class Claim:
    """A key that this transaction holds. `answer` is what was answered under it before, if anything was."""

    key: str
    fingerprint: str
    answer: bytes | None


async def claim(session: AsyncSession, account: User, *, key: str, fingerprint: str) -> Claim:
    """Takes the key until the transaction ends.

    `fingerprint` is a hash over all that the request asks for. Raises `KeyInUse` while another request holds the key,
    `KeyReused` when it was used for another request.
    """
    name = _hash(account, key)
    if not await queries.lock_key(session, account, name):
        raise KeyInUse
    row = await queries.kept_answer(session, account, name, since=clock.now() - KEPT)
    if row is None:
        return Claim(key, fingerprint, None)
    if row.fingerprint != fingerprint:
        raise KeyReused
    try:
        return Claim(key, fingerprint, _seal(account, key).decrypt(row.sealed))
    except InvalidToken:  # Sealed under a JWT_SECRET that has been replaced since: as good as gone.
        return Claim(key, fingerprint, None)


async def keep(session: AsyncSession, account: User, held: Claim, *, answer: bytes) -> None:
    """Keeps the answer for 24 hours from the commit on."""
    row = KeptAnswer(
        user_id=account.id,
        key_hash=_hash(account, held.key),
        fingerprint=held.fingerprint,
        sealed=_seal(account, held.key).encrypt(answer),
    )
    await queries.replace_kept_answer(session, row)


def _hash(account: User, key: str) -> str:
    return hashlib.sha256(f"{account.id}:{key}".encode()).hexdigest()


def _seal(account: User, key: str) -> Fernet:
    secret = get_settings().jwt_secret
    assert secret is not None
    material = f"kept-answer:{secret.get_secret_value()}:{account.id}:{key}"
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(material.encode()).digest()))
