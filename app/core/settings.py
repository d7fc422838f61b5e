"""What the environment says, read once: variables begin with LEARNBRIDGE_, but for PORT and DATABASE_URL."""

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every setting of an installation; the README's table is made from these descriptions."""

    model_config = SettingsConfigDict(env_prefix="LEARNBRIDGE_", frozen=True, extra="ignore")

    signing_key: str = Field(
        default="", repr=False, description="Signing keys as PEM text instead of the folder; the first signs"
    )
    master_key: str = Field(
        default="",
        repr=False,
        description="Master keys (32 random bytes in base64, comma separated) instead of the folder; the first wraps",
    )
    database_url: str = Field(
        default="sqlite:///var/learnbridge.db",
        validation_alias=AliasChoices("DATABASE_URL", "LEARNBRIDGE_DATABASE_URL"),
        description="sqlite:///file or postgresql://user:password@host:port/name",
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on")
    port: int = Field(
        default=8000,
        validation_alias=AliasChoices("PORT", "LEARNBRIDGE_PORT"),
        ge=0,
        le=65535,
        description="Port to listen on",
    )
    processes: int = Field(default=1, ge=1, le=64, description="Web processes; more than one needs PostgreSQL")
    keys_dir: Path = Field(
        default=Path("var/keys"), description="Folder of the signing keys (ES256, PEM) and master keys, 0600"
    )
    files: str = Field(
        default="var/files",
        description="Folder of the uploaded files, or s3://bucket/prefix (extra `s3`; AWS_* variables give the rest)",
    )
    issuer: str = Field(default="learnbridge", description="iss and aud of the access tokens")
    access_minutes: int = Field(default=15, ge=1, le=15, description="Life of an access token in minutes")
    refresh_idle_days: int = Field(default=14, ge=1, le=60, description="A sign-in ends after so many days without use")
    refresh_days: int = Field(default=60, ge=1, le=60, description="A sign-in ends after so many days at the latest")
    demo_sign_in: bool = Field(
        default=True, description="Accept the demonstration password where demonstration data was loaded"
    )
    cors_origins: list[str] = Field(default=[], description="Origins that browsers may call from, as a JSON list")
    metrics_token: str = Field(default="", description="Bearer token of /metrics; empty: only from this machine")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least severity that is logged"
    )
    body_limit: int = Field(default=1_048_576, ge=1024, description="Largest JSON body in bytes")
    pool_size: int = Field(
        default=16, ge=2, le=100, description="PostgreSQL connections for reads, and as many for writes"
    )
    jobs: Literal["on", "off"] = Field(
        default="on", description="Work on jobs in the web processes; off: `learnbridge worker` does it"
    )
    smtp_url: str = Field(
        default="",
        repr=False,
        description="Mail server, smtps://user:password@host or smtp:// (STARTTLS); empty: no e-mail is sent",
    )
    mail_from: str = Field(default="", description="Address that e-mails come from; a mail server needs one")
    mail_dir: str = Field(default="", description="Folder that e-mails are written to, as .eml, instead of being sent")
    public_url: str = Field(
        default="http://127.0.0.1:8000", description="Where the links in e-mails lead: here or to a front end"
    )
    trusted_proxies: str = Field(
        default="127.0.0.1", description="Addresses whose X-Forwarded-For is believed, comma separated"
    )


@lru_cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings()
