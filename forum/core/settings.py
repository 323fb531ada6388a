"""Settings from the environment (`FORUM_…`) and `.env`; nonsense is refused at the start."""

from datetime import datetime
from email.utils import parseaddr
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, available_timezones

from flask import current_app
from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from forum.core import randomness
from forum.core.localized import LANGUAGES, Language

MIN_SECRET = 16


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _has_sound_port(url: SplitResult) -> bool:
    try:
        return url.port is None or url.port > 0
    except ValueError:
        return False


def _fault_of_address(address: str) -> str:
    """Return what is wrong with the address under which people reach the forum, if anything."""
    url = urlsplit(address)
    if url.scheme not in {"http", "https"} or not url.hostname:
        return "must be an http or https address"
    if url.path.strip("/") or url.query or url.fragment or url.username is not None:
        return "without a path, a query or a name: the forum has a host of its own"
    if not _has_sound_port(url):
        return "the port must be a number"
    if url.scheme == "http" and not is_loopback(url.hostname):
        return (
            "http is only for this machine itself; elsewhere browsers refuse "
            "secure cookies, the camera and offline work, so use https"
        )
    return ""


class Settings(BaseSettings):
    """Every setting of the application; `docs/operations.md` lists them."""

    model_config = SettingsConfigDict(
        env_prefix="FORUM_", env_file=".env", extra="forbid", frozen=True, hide_input_in_errors=True
    )

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    development: bool = False
    secret_key: SecretStr | None = None
    data_dir: Path = Path("instance")
    database_url: str = ""
    redis_url: str = ""
    queue: Literal["sqlite", "redis", "postgres"] = "sqlite"
    base_url: str = ""
    tls_cert: Path | None = None
    tls_key: Path | None = None
    clock: datetime | None = None
    trusted_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    proxies: Annotated[int, Field(ge=0, le=5)] = 0
    mail_url: str = "file:"
    mail_from: str = "Forum <forum@localhost>"
    mail_pace: Annotated[int, Field(ge=0)] = 120
    signing_keys: Path | None = None
    tsa_url: str = ""
    seal_certificate: Path | None = None
    seal_key: Path | None = None
    head_mail_to: Annotated[tuple[str, ...], NoDecode] = ()
    languages: Annotated[tuple[Language, ...], NoDecode] = LANGUAGES
    timezone: str = "Asia/Seoul"
    log_format: Literal["text", "json"] = "text"

    @field_validator("trusted_hosts", "languages", "head_mail_to", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < MIN_SECRET:
            message = f"must have at least {MIN_SECRET} characters"
            raise ValueError(message)
        return value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            message = f"{value!r} is no IANA time zone"
            raise ValueError(message)
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value and not value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            message = "must begin with sqlite:/// or postgresql://"
            raise ValueError(message)
        return value.replace("postgresql://", "postgresql+psycopg://", 1)

    @field_validator("mail_url")
    @classmethod
    def _known_transport(cls, value: str) -> str:
        url = urlsplit(value)
        if url.scheme not in {"file", "smtp", "smtps"}:
            message = "must begin with file:, smtp:// or smtps://"
            raise ValueError(message)
        if url.scheme != "file" and not (url.hostname and _has_sound_port(url)):
            message = "must name a server, as in smtp://mail.example.org:587"
            raise ValueError(message)
        return value

    @field_validator("mail_from")
    @classmethod
    def _is_sender(cls, value: str) -> str:
        _name, address = parseaddr(value)
        if not value.isprintable() or "@" not in address.strip("@"):
            message = "must hold an address, as in: Forum <forum@example.org>"
            raise ValueError(message)
        return value

    @field_validator("tsa_url")
    @classmethod
    def _is_time_stamping_address(cls, value: str) -> str:
        url = urlsplit(value)
        if value and (url.scheme not in {"http", "https"} or not url.hostname):
            message = "must begin with http:// or https:// and name a server"
            raise ValueError(message)
        return value

    @field_validator("head_mail_to")
    @classmethod
    def _are_addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if any("@" not in address.strip("@") or not address.isprintable() for address in value):
            message = "must be mail addresses, as in archive@example.org, notary@example.org"
            raise ValueError(message)
        return value

    @field_validator("trusted_hosts")
    @classmethod
    def _are_hosts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if any("/" in host or "@" in host or not host.isprintable() for host in value):
            message = "must be names of hosts, as in forum.example.org"
            raise ValueError(message)
        return value

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if fault := _fault_of_address(self.public_url):
            message = f"base_url: {fault}"
            raise ValueError(message)
        if (self.tls_cert is None) != (self.tls_key is None):
            message = "tls_cert and tls_key: give both or neither"
            raise ValueError(message)
        if (self.seal_certificate is None) != (self.seal_key is None):
            message = "seal_certificate and seal_key: give both or neither"
            raise ValueError(message)
        if self.queue == "redis" and not self.redis_url:
            message = "queue: redis needs redis_url"
            raise ValueError(message)
        if self.queue == "postgres" and not self.database_url.startswith("postgresql"):
            message = "queue: postgres needs a PostgreSQL database_url"
            raise ValueError(message)
        if self.clock is not None and not self.development:
            message = "clock: only with development"
            raise ValueError(message)
        return self

    @property
    def public_url(self) -> str:
        """Return the address under which people reach the forum, without a final slash."""
        scheme = "https" if self.tls_cert else "http"
        return (self.base_url or f"{scheme}://{self.host}:{self.port}").rstrip("/")

    @property
    def is_https(self) -> bool:
        """Tell whether people reach the forum over TLS."""
        return self.public_url.startswith("https:")

    @property
    def database(self) -> str:
        """Return the SQLAlchemy URL of the database."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'forum.db'}"

    @property
    def keys_dir(self) -> Path:
        """Return the folder of the signing keys."""
        return (self.signing_keys or self.data_dir / "keys").resolve()

    @property
    def mail_dir(self) -> Path:
        """Return the folder into which the file transport writes."""
        path = urlsplit(self.mail_url).path
        return Path(path) if path else self.data_dir.resolve() / "mail"

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone used where no edition says its own."""
        return ZoneInfo(self.timezone)

    def hosts(self) -> list[str]:
        """Return the host names that requests may carry."""
        own = urlsplit(self.public_url).hostname or self.host
        return [*self.trusted_hosts, own, "localhost", "127.0.0.1", "[::1]"]

    def secret(self) -> str:
        """Return the secret key, made and kept in the data directory if none is set."""
        if self.secret_key is not None:
            return self.secret_key.get_secret_value()
        path = self.data_dir / "secret_key"
        if not path.exists():
            self.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
            temporary = path.with_name(f"secret_key.{randomness.token()}")
            temporary.touch(mode=0o600)
            temporary.write_text(randomness.token() + randomness.token(), encoding="utf-8")
            try:
                path.hardlink_to(temporary)  # whoever comes first wins, also among processes
            except FileExistsError:
                pass
            finally:
                temporary.unlink()
        return path.read_text(encoding="utf-8").strip()


def current_settings() -> Settings:
    """Return the settings of the running application."""
    settings = current_app.extensions["settings"]
    assert isinstance(settings, Settings)  # noqa: S101  tells mypy what create_app put there
    return settings
