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

    demo_password: SecretStr | None = Field(default=None, validation_alias="DEMO_PASSWORD")

    rate_limit_widget_key: int = Field(default=100, ge=1, validation_alias="RATE_LIMIT_WIDGET_KEY")
    rate_limit_visitor: int = Field(default=10, ge=1, validation_alias="RATE_LIMIT_VISITOR")
    rate_limit_login: int = Field(default=10, ge=1, validation_alias="RATE_LIMIT_LOGIN")
    rate_limit_register: int = Field(default=20, ge=1, validation_alias="RATE_LIMIT_REGISTER")
    rate_limit_api: int = Field(default=600, ge=1, validation_alias="RATE_LIMIT_API")

    conversation_timeout_minutes: int = Field(default=30, ge=1, validation_alias="CONVERSATION_TIMEOUT_MINUTES")
    worker_threads: int = Field(default=4, ge=1, validation_alias="WORKER_THREADS")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="INFO", validation_alias="LOG_LEVEL")
    log_format: Literal["text", "json"] = Field(default="text", validation_alias="LOG_FORMAT")

    @property
    def site_url(self) -> str:
        """Where people reach this site, without a trailing slash."""
        return (self.public_url or f"http://localhost:{self.port}").rstrip("/")

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
