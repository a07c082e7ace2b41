"""Settings: environment variables in, one typed and frozen object out."""

from functools import lru_cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

REQUIRED_IN_PRODUCTION = ("DATABASE_URL", "REDIS_URL", "JWT_SECRET", "PLATFORM_WEBHOOK_SECRET", "PUBLIC_URL")


class MissingSettings(Exception):
    """A production start lacks settings; the message names each of them."""


class Settings(BaseSettings):
    """What the environment (or a `.env` file beside the project) says.

    Addresses and secrets are `None` until `shopchat.core.embedded.prepare` has filled them in development,
    where PostgreSQL and Redis are started on demand and secrets are made once and kept in `home`.
    """

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True)

    home: Path = Field(default=Path.home() / ".shopchat", validation_alias="SHOPCHAT_HOME")
    build_dir: Path = Field(default=Path(__file__).parents[2] / ".build", validation_alias="SHOPCHAT_BUILD_DIR")
    host: str = Field(default="0.0.0.0", validation_alias="SHOPCHAT_HOST")  # noqa: S104 - a server is there to be reached
    port: int = Field(default=3000, ge=1, le=65535, validation_alias="SHOPCHAT_PORT")
    web_workers: int = Field(default=2, ge=1, validation_alias="WEB_WORKERS")
    trusted_proxy_hops: int = Field(default=0, ge=0, validation_alias="TRUSTED_PROXY_HOPS")
    env: Literal["development", "production"] = Field(default="development", validation_alias="SHOPCHAT_ENV")
    public_url: str | None = Field(default=None, validation_alias="PUBLIC_URL")

    database_url: str | None = Field(default=None, validation_alias="DATABASE_URL")
    database_pool_size: int = Field(default=10, ge=1, validation_alias="DATABASE_POOL_SIZE")
    redis_url: str | None = Field(default=None, validation_alias="REDIS_URL")
    redis_prefix: str = Field(default="shopchat", validation_alias="REDIS_PREFIX")

    jwt_secret: SecretStr | None = Field(default=None, validation_alias="JWT_SECRET")
    access_token_minutes: int = Field(default=30, ge=1, validation_alias="ACCESS_TOKEN_MINUTES")
    refresh_token_days: int = Field(default=30, ge=1, validation_alias="REFRESH_TOKEN_DAYS")
    platform_webhook_secret: SecretStr | None = Field(default=None, validation_alias="PLATFORM_WEBHOOK_SECRET")

    stripe_secret_key: SecretStr | None = Field(default=None, validation_alias="STRIPE_SECRET_KEY")
    stripe_webhook_secret: SecretStr | None = Field(default=None, validation_alias="STRIPE_WEBHOOK_SECRET")
    stripe_price_pro: str | None = Field(default=None, validation_alias="STRIPE_PRICE_PRO")
    stripe_price_enterprise: str | None = Field(default=None, validation_alias="STRIPE_PRICE_ENTERPRISE")
    billing_grace_days: int = Field(default=7, ge=0, validation_alias="BILLING_GRACE_DAYS")

    smtp_url: SecretStr | None = Field(default=None, validation_alias="SMTP_URL")
    mail_from: str | None = Field(default=None, validation_alias="MAIL_FROM")

    demo_password: SecretStr | None = Field(default=None, validation_alias="DEMO_PASSWORD")

    rate_limit_widget_key: int = Field(default=100, ge=1, validation_alias="RATE_LIMIT_WIDGET_KEY")
    rate_limit_visitor: int = Field(default=10, ge=1, validation_alias="RATE_LIMIT_VISITOR")
    rate_limit_widget_from: int = Field(default=600, ge=1, validation_alias="RATE_LIMIT_WIDGET_FROM")
    rate_limit_widget_visitor: int = Field(default=60, ge=1, validation_alias="RATE_LIMIT_WIDGET_VISITOR")
    rate_limit_handoff: int = Field(default=5, ge=1, validation_alias="RATE_LIMIT_HANDOFF")
    rate_limit_handoff_from: int = Field(default=30, ge=1, validation_alias="RATE_LIMIT_HANDOFF_FROM")
    rate_limit_reply_mails: int = Field(default=100, ge=1, validation_alias="RATE_LIMIT_REPLY_MAILS")
    rate_limit_login: int = Field(default=10, ge=1, validation_alias="RATE_LIMIT_LOGIN")
    rate_limit_register: int = Field(default=20, ge=1, validation_alias="RATE_LIMIT_REGISTER")
    rate_limit_reset: int = Field(default=5, ge=1, validation_alias="RATE_LIMIT_RESET")
    rate_limit_reset_from: int = Field(default=30, ge=1, validation_alias="RATE_LIMIT_RESET_FROM")
    rate_limit_api: int = Field(default=600, ge=1, validation_alias="RATE_LIMIT_API")

    llm_gateway_url: str | None = Field(default=None, validation_alias="LLM_GATEWAY_URL")
    llm_api_key: SecretStr | None = Field(default=None, validation_alias="LLM_API_KEY")
    llm_model: str = Field(default="claude-haiku-5-5", validation_alias="LLM_MODEL")
    llm_effort: Literal["none", "low", "medium", "high"] = Field(default="low", validation_alias="LLM_EFFORT")
    llm_max_tokens: int = Field(default=1500, ge=100, validation_alias="LLM_MAX_TOKENS")
    llm_first_token_seconds: float = Field(default=8, gt=0, validation_alias="LLM_FIRST_TOKEN_SECONDS")
    llm_silence_seconds: float = Field(default=15, gt=0, validation_alias="LLM_SILENCE_SECONDS")
    llm_turn_seconds: float = Field(default=45, gt=0, validation_alias="LLM_TURN_SECONDS")
    llm_breaker_failures: int = Field(default=3, ge=1, validation_alias="LLM_BREAKER_FAILURES")
    llm_breaker_seconds: int = Field(default=30, ge=1, validation_alias="LLM_BREAKER_SECONDS")
    llm_repeats: int = Field(default=3, ge=1, validation_alias="LLM_REPEATS")
    llm_cache_seconds: int = Field(default=3600, ge=0, validation_alias="LLM_CACHE_SECONDS")
    llm_monthly_tokens_free: int = Field(default=250_000, ge=-1, validation_alias="LLM_MONTHLY_TOKENS_FREE")
    llm_monthly_tokens_pro: int = Field(default=10_000_000, ge=-1, validation_alias="LLM_MONTHLY_TOKENS_PRO")
    llm_monthly_tokens_enterprise: int = Field(default=-1, ge=-1, validation_alias="LLM_MONTHLY_TOKENS_ENTERPRISE")
    llm_monthly_tokens_chatbot: int = Field(default=-1, ge=-1, validation_alias="LLM_MONTHLY_TOKENS_CHATBOT")

    conversation_timeout_minutes: int = Field(default=30, ge=1, validation_alias="CONVERSATION_TIMEOUT_MINUTES")
    replay_days: int = Field(default=90, ge=0, validation_alias="REPLAY_DAYS")
    worker_threads: int = Field(default=4, ge=1, validation_alias="WORKER_THREADS")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="INFO", validation_alias="LOG_LEVEL")
    log_format: Literal["text", "json"] = Field(default="text", validation_alias="LOG_FORMAT")

    @property
    def site_url(self) -> str:
        """Where people reach this site, without a trailing slash."""
        return (self.public_url or f"http://localhost:{self.port}").rstrip("/")

    def llm_monthly_tokens(self, plan: str) -> int:
        """Tokens, in and out, that an account on `plan` may use in a UTC month; -1 is no limit."""
        return {
            "free": self.llm_monthly_tokens_free,
            "pro": self.llm_monthly_tokens_pro,
            "enterprise": self.llm_monthly_tokens_enterprise,
        }[plan]

    @property
    def stripe_prices(self) -> dict[str, tuple[str, ...]]:
        """Each paid plan's price ids: the first is sold, the others are of subscriptions that began at an old price."""
        listed = {"pro": self.stripe_price_pro, "enterprise": self.stripe_price_enterprise}
        return {plan: tuple(part.strip() for part in (ids or "").split(",")) for plan, ids in listed.items()}

    def on_this_host(self, url: str) -> str:
        """An address of this site as a path, so that whoever came by another of its names stays there, signed in."""
        return url.removeprefix(self.site_url) if url.startswith(f"{self.site_url}/") else url

    @model_validator(mode="after")
    def _stripe_is_complete(self) -> Self:
        if self.stripe_secret_key is not None:
            values = {
                "STRIPE_WEBHOOK_SECRET": self.stripe_webhook_secret,
                "STRIPE_PRICE_PRO": self.stripe_price_pro,
                "STRIPE_PRICE_ENTERPRISE": self.stripe_price_enterprise,
            }
            missing = [name for name, value in values.items() if not value]
            if missing:
                raise MissingSettings(f"STRIPE_SECRET_KEY is set, but {', '.join(missing)} is not.")
        return self

    @model_validator(mode="after")
    def _production_is_complete(self) -> Self:
        if self.env == "production":
            values = {
                "DATABASE_URL": self.database_url,
                "REDIS_URL": self.redis_url,
                "JWT_SECRET": self.jwt_secret,
                "PLATFORM_WEBHOOK_SECRET": self.platform_webhook_secret,
                "PUBLIC_URL": self.public_url,
            }
            missing = [name for name in REQUIRED_IN_PRODUCTION if not values[name]]
            if missing:
                raise MissingSettings(f"SHOPCHAT_ENV is production, but {', '.join(missing)} is not set.")
        return self


@lru_cache
def get_settings() -> Settings:
    """The process's settings, read once. `get_settings.cache_clear()` after the environment was changed."""
    return Settings()
