"""Registration, sign-in, token rotation and the profile."""

import uuid
from datetime import datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from shopchat.accounts import recovery, service, tokens
from shopchat.accounts.errors import DeadCredential
from shopchat.accounts.models import User
from shopchat.api.deps import MINUTE, Account, Session
from shopchat.core import limits
from shopchat.core.config import get_settings
from shopchat.core.db import Unscoped, unit_of_work
from shopchat.core.errors import Invalid
from shopchat.core.text import CleanText
from shopchat.http.addresses import client_address
from shopchat.http.errors import refusals

router = APIRouter(prefix="/auth", tags=["auth"])

Email = Annotated[
    CleanText, Field(max_length=320, json_schema_extra={"format": "email"}, examples=["owner@shop.example"])
]
Password = Annotated[
    str, Field(max_length=1000, json_schema_extra={"format": "password"}, examples=["correct horse battery"])
]
NewSecret = Annotated[
    Password,
    Field(description="8 to 256 characters; the commonest are refused", json_schema_extra={"format": "new-password"}),
]

MailedToken = Annotated[
    str,
    Field(
        max_length=200,
        description="The `token` of the link in the mail",
        examples=["ml_2pXbJ4c0nV1m8Q5yT7uKeRzWfHsLdGaN3oPqYxCvBiE"],
    ),
]
HOUR = timedelta(hours=1)


class Credentials(BaseModel):
    model_config = ConfigDict(extra="forbid")

    email: Email
    password: Password


class Registration(BaseModel):
    model_config = ConfigDict(extra="forbid")

    email: Email
    password: NewSecret


class RefreshTokenBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    refresh_token: Annotated[
        CleanText, Field(max_length=200, examples=["rt_2pXbJ4c0nV1m8Q5yT7uKeRzWfHsLdGaN3oPqYxCvBiE"])
    ]


class ResetRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    email: Email


class NewPassword(BaseModel):
    model_config = ConfigDict(extra="forbid")

    token: MailedToken
    new_password: NewSecret


class MailedTokenBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    token: MailedToken


class ProfileChanges(BaseModel):
    """A new email or a new password; either needs the current one."""

    model_config = ConfigDict(extra="forbid")

    email: Email = Field(default="", validate_default=False)
    password: NewSecret = Field(default="", validate_default=False)
    current_password: Password


class Deletion(BaseModel):
    model_config = ConfigDict(extra="forbid")

    password: Password


class Profile(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    email: str
    plan: Literal["free", "pro", "enterprise"]
    role: Literal["owner", "admin"]
    external_platform_id: str | None
    external_store_id: str | None
    created_at: datetime
    updated_at: datetime


class SignedIn(BaseModel):
    access_token: str
    refresh_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - the scheme's name
    expires_in: int = Field(description="Seconds until the access token expires")
    user: Profile


@router.post("/register", status_code=201, responses=refusals(403, 409, 422, 429))
async def register(body: Registration, request: Request, session: Session) -> SignedIn:
    """Opens an account on the free plan and signs it in."""
    await limits.enforce(limits.Window("register", client_address(request), get_settings().rate_limit_register, MINUTE))
    user = await service.register(session, email=body.email, password=body.password)
    return _signed_in(user, await tokens.issue(session, user))


@router.post("/login", responses=refusals(401, 422, 429))
async def login(body: Credentials, request: Request, session: Session) -> SignedIn:
    """Signs in. One wording and one duration for an unknown email and a wrong password."""
    await limits.enforce(
        limits.Window(
            "login", f"{client_address(request)}:{body.email.strip().lower()}", get_settings().rate_limit_login, MINUTE
        )
    )
    user = await service.sign_in(session, email=body.email, password=body.password)
    return _signed_in(user, await tokens.issue(session, user))


@router.post("/refresh", responses=refusals(401, 422))
async def refresh(body: RefreshTokenBody) -> SignedIn:
    """The next pair of tokens. A refresh token is good once; used again, all that descend from its sign-in are dead."""
    async with unit_of_work(unscoped=Unscoped.SIGN_IN) as session:
        rotated = await tokens.rotate(session, refresh_token=body.refresh_token)
    if rotated is None:
        raise DeadCredential
    return _signed_in(*rotated)


@router.post("/logout", status_code=204, responses=refusals(401, 422, 429))
async def logout(body: RefreshTokenBody, account: Account, session: Session) -> None:
    """Ends the sign-in that the refresh token belongs to."""
    await tokens.revoke(session, account, refresh_token=body.refresh_token)


@router.post("/password-reset", status_code=202, response_class=Response, responses=refusals(422, 429))
async def ask_for_reset(body: ResetRequest, request: Request, session: Session) -> None:
    """Mails a link for a new password, good once and for an hour, if there is such an account.

    The answer and its duration are the same when there is none.
    """
    settings = get_settings()
    await limits.enforce(
        limits.Window("reset", body.email.strip().lower(), settings.rate_limit_reset, HOUR),
        limits.Window("reset-from", client_address(request), settings.rate_limit_reset_from, HOUR),
    )
    await recovery.ask_for_reset(session, email=body.email)


@router.post("/password-reset/confirm", status_code=204, responses=refusals(422, 429))
async def confirm_reset(body: NewPassword, request: Request, session: Session) -> None:
    """Sets the password by a mailed link. Every sign-in of the account, on any device, is over."""
    await limits.enforce(
        limits.Window("reset-confirm", client_address(request), get_settings().rate_limit_reset_from, HOUR)
    )
    await recovery.reset_password(session, token=body.token, new_password=body.new_password)


@router.post("/verify-email", status_code=204, responses=refusals(422, 429))
async def verify_email(body: MailedTokenBody, request: Request, session: Session) -> None:
    """Confirms the account's address by the link that was mailed to it."""
    await limits.enforce(
        limits.Window("verify-email", client_address(request), get_settings().rate_limit_reset_from, HOUR)
    )
    await recovery.verify_email(session, token=body.token)


@router.get("/me", responses=refusals(401, 429))
async def get_me(account: Account) -> Profile:
    """The signed-in account."""
    return Profile.model_validate(account)


@router.patch("/me", responses=refusals(401, 409, 422, 429))
async def change_me(body: ProfileChanges, account: Account, session: Session) -> Profile:
    """Changes email, password or both.

    A new password ends every sign-in, this one too: sign in again. A new address is mailed a link to confirm it.
    """
    if not {"email", "password"} & body.model_fields_set:
        raise Invalid("Name an email or a password to change.")
    if "email" in body.model_fields_set:
        await service.change_email(session, account, email=body.email, current_password=body.current_password)
    if "password" in body.model_fields_set:
        await service.change_password(
            session, account, new_password=body.password, current_password=body.current_password
        )
    await session.flush()
    return Profile.model_validate(account)


@router.delete("/me", status_code=204, responses=refusals(401, 422, 429))
async def delete_me(body: Deletion, account: Account, session: Session) -> None:
    """Removes the account with its chatbots, knowledge and conversations, at once and for good."""
    await service.delete_account(session, account, password=body.password)


def _signed_in(user: User, pair: tokens.TokenPair) -> SignedIn:
    return SignedIn(
        access_token=pair.access_token,
        refresh_token=pair.refresh_token,
        expires_in=pair.expires_in,
        user=Profile.model_validate(user),
    )
