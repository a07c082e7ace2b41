"""Credentials: password hashes, access tokens, opaque tokens. Signed messages are in `signatures`."""

import asyncio
import base64
import hashlib
import hmac
import secrets
import unicodedata
import uuid
from dataclasses import dataclass
from datetime import timedelta

import bcrypt
import jwt

from shopchat.core import clock
from shopchat.core.config import get_settings
from shopchat.core.errors import Unauthenticated

# About a quarter of a second a guess; the hash carries the number, so that raising it leaves old hashes valid.
BCRYPT_ROUNDS = 12
# The hash of a thrown-away random password, for the work that an unknown user costs.
NOBODYS_HASH = "$2b$12$SXpPh.dhd7J76BDstRIAK.nYM3MghNQO9TjyV27MXs8zeMqKaM5IS"

ALGORITHM = "HS256"
ISSUER = "shopchat"
AUDIENCE = "shopchat-api"
ACCESS = "access"
CLAIMS = ("iss", "aud", "sub", "typ", "jti", "iat", "exp")
LONGEST_JWT = 4096
# What the clocks of two servers may be apart.
CLOCK_SKEW_SECONDS = 60


@dataclass(frozen=True)
class AccessToken:
    """What a token of ours says: whose it is, and since when, in seconds since 1970."""

    user_id: uuid.UUID
    issued_at: float


async def hash_password(password: str) -> str:
    """A salted hash to store. Takes about a quarter of a second of CPU in a thread."""
    hashed = await asyncio.to_thread(bcrypt.hashpw, _digest(password), bcrypt.gensalt(BCRYPT_ROUNDS))
    return hashed.decode()


async def verify_password(password: str, known_hash: str | None) -> bool:
    """Whether the password is the hashed one. `None`, for nobody's hash, costs the same and is never right."""
    right = await asyncio.to_thread(bcrypt.checkpw, _digest(password), (known_hash or NOBODYS_HASH).encode())
    return right and known_hash is not None


def new_access_token(user_id: uuid.UUID, lifetime: timedelta) -> str:
    """A signed token that names the user until `lifetime` has passed."""
    # With its fraction: what is revoked is told from what is issued in the same second.
    now = clock.now().timestamp()
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": str(user_id),
        "typ": ACCESS,
        "jti": uuid.uuid4().hex,
        "iat": now,
        "exp": int(now + lifetime.total_seconds()),
    }
    return jwt.encode(claims, _jwt_secret(), algorithm=ALGORITHM)


def read_access_token(token: str) -> AccessToken:
    """What a token of ours says. Raises `Unauthenticated` for any other text, however it is wrong."""
    try:
        if len(token) > LONGEST_JWT:
            raise ValueError("longer than any token of ours")
        claims = jwt.decode(
            token,
            _jwt_secret(),
            algorithms=[ALGORITHM],
            audience=AUDIENCE,
            issuer=ISSUER,
            # The times are compared below, by the clock that the token was made with.
            options={"require": list(CLAIMS), "strict_aud": True, "verify_exp": False, "verify_iat": False},
        )
        if claims["typ"] != ACCESS or not _is_current(claims["exp"]):
            raise ValueError("of another type, or expired")
        issued_at = float(claims["iat"])
        # Signing out everywhere ends what was issued before it, so a token of the future would outlive that.
        if not issued_at <= clock.now().timestamp() + CLOCK_SKEW_SECONDS:
            raise ValueError("issued in the future")
        return AccessToken(uuid.UUID(claims["sub"]), issued_at)
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
        raise Unauthenticated("The access token is not valid or has expired. Sign in again.") from error


def new_token(prefix: str) -> str:
    """An unguessable token, `prefix_` and 43 characters, whose prefix says what it is for."""
    return f"{prefix}_{secrets.token_urlsafe(32)}"


def derived_token(prefix: str, source: uuid.UUID) -> str:
    """A token that only this server can make, and makes again from the same `source`; as unguessable as a new one."""
    made = hmac.digest(_jwt_secret().encode(), f"{prefix}:{source}".encode(), "sha256")
    return f"{prefix}_{base64.urlsafe_b64encode(made).rstrip(b'=').decode()}"


def new_widget_key() -> str:
    """A chatbot's public key, `wk_` and 32 characters."""
    return f"wk_{secrets.token_urlsafe(24)}"


def hash_token(token: str) -> str:
    """What is stored of a token: its SHA-256 in hex. Tokens are random, so nothing slower is needed."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _digest(password: str) -> bytes:
    # bcrypt reads 72 bytes and stops at NUL: hash first, without NUL. NFKC, so that one keyboard's é is another's.
    normal = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    return base64.b64encode(hashlib.sha256(normal).digest())


def _is_current(expiry: object) -> bool:
    return isinstance(expiry, int) and clock.now().timestamp() < expiry


def _jwt_secret() -> str:
    secret = get_settings().jwt_secret
    if secret is None:
        raise RuntimeError("JWT_SECRET is not set and no development secret was made.")
    return secret.get_secret_value()
