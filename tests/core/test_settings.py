import pytest
from pydantic import ValidationError

from forum.core.settings import Settings


def settings(**values):
    return Settings(_env_file=None, **values)


def test_the_defaults_need_nothing(tmp_path):
    made = settings(data_dir=tmp_path)
    assert made.database == f"sqlite:///{tmp_path / 'forum.db'}"
    assert made.public_url == "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"port": 0}, "port"),
        ({"base_url": "http://forum.example.org"}, "http is only for this machine"),
        ({"base_url": "forum"}, "must be an http or https address"),
        ({"secret_key": "short"}, "at least 16"),
        ({"timezone": "Asia/Seuol"}, "no IANA time zone"),
        ({"database_url": "mysql://x"}, "sqlite:/// or postgresql://"),
        ({"mail_url": "pigeon://x"}, "smtp"),
        ({"queue": "redis"}, "redis needs redis_url"),
        ({"queue": "postgres"}, "PostgreSQL"),
        ({"tls_cert": "/cert.pem"}, "both or neither"),
        ({"clock": "2018-12-11T02:00:00Z"}, "only with development"),
        ({"languages": "ko,fr"}, "languages"),
        ({"proxies": -1}, "proxies"),
    ],
)
def test_nonsense_is_refused(values, says):
    with pytest.raises(ValidationError, match=says):
        settings(**values)


def test_nonsense_is_refused_without_showing_secrets():
    with pytest.raises(ValidationError) as caught:
        settings(database_url="mysql://user:password@host/name")
    assert "password" not in str(caught.value)


def test_the_secret_key_is_made_once_and_kept(tmp_path):
    first = settings(data_dir=tmp_path).secret()
    assert first == settings(data_dir=tmp_path).secret()
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_list_is_written_with_commas(monkeypatch):
    monkeypatch.setenv("FORUM_TRUSTED_HOSTS", "forum.example.org, www.example.org")
    assert settings().trusted_hosts == ("forum.example.org", "www.example.org")
