"""The settings: every fault at once and in plain words; contradictions are refused before anything starts."""

import pytest

from ivr import settings
from ivr.errors import BadSetting

REAL = {
    "TELEPHONY": "twilio",
    "PUBLIC_URL": "https://311.example.org/",
    "SECRET_KEY": "a-secret-key-of-the-tests, an-older-key-of-the-tests",
    "TWILIO_AUTH_TOKEN": "new old",
    "TWILIO_ACCOUNT_SID": "AC1",
    "DATABASE_URL": "postgresql://localhost/county",
}


def test_lists_are_read_with_commas_or_blanks_and_the_first_one_signs() -> None:
    found = settings.load(REAL)
    assert found.secret_keys == ("a-secret-key-of-the-tests", "an-older-key-of-the-tests")
    assert found.twilio_auth_tokens == ("new", "old")
    assert found.public_url == "https://311.example.org"
    assert not found.simulated


def test_without_anything_the_telephone_is_simulated() -> None:
    found = settings.load({})
    assert found.simulated
    assert found.public_url == "http://127.0.0.1:8311"


def test_each_company_has_secrets_of_its_own() -> None:
    found = settings.load(
        {"POP_SECRETS": "nightline=first-of-nightline, nightline=second-of-nightline, b=only-one-of-b-has"}
    )
    assert found.pop_secrets == {
        "nightline": ("first-of-nightline", "second-of-nightline"),
        "b": ("only-one-of-b-has",),
    }


FAULTS = [
    ("credentials alone", {"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "t"}, "TELEPHONY"),
    ("simulated in public", {"PUBLIC_URL": "https://311.example.org", "SECRET_KEY": "x" * 20}, "DEMO=1"),
    ("a short key", {"SECRET_KEY": "short"}, "SECRET_KEY"),
    ("no address", {"PUBLIC_URL": "311.example.org"}, "PUBLIC_URL"),
    ("no provider", {"TELEPHONY": "carrier pigeon"}, "TELEPHONY"),
    ("no flag", {"DEMO": "perhaps"}, "DEMO"),
    ("no number", {"TRUSTED_PROXIES": "many"}, "TRUSTED_PROXIES"),
    ("less than none", {"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES"),
    ("no mail server", {"SMTP_URL": "mail.example.org", "MAIL_FROM": "a@example.org"}, "SMTP_URL"),
    ("a password in the clear", {"SMTP_URL": "smtp+plain://u:p@relay", "MAIL_FROM": "a@example.org"}, "no password"),
    ("a port that is none", {"SMTP_URL": "smtp://u:p/w@relay", "MAIL_FROM": "a@example.org"}, "%2F"),
    ("nobody it is from", {"SMTP_URL": "smtp://relay.example.org"}, "MAIL_FROM"),
    ("no address it is from", {"MAIL_FROM": "the county"}, "MAIL_FROM"),
    ("a bucket without a name", {"RECORDINGS": "s3://"}, "RECORDINGS"),
    ("another kind of store", {"RECORDINGS": "ftp://host/folder"}, "s3://bucket"),
    ("a key without a bucket", {"RECORDINGS_KEY_ID": "AKIA"}, "no bucket"),
    ("half of a pair", {"RECORDINGS": "s3://county", "RECORDINGS_KEY_ID": "AKIA"}, "belong together"),
    ("streams at another host", {"LIVE_URL": "http://live.example.org:8313"}, "LIVE_URL"),
    ("a secret without its company", {"POP_SECRETS": "a-secret-of-the-tests"}, "POP_SECRETS"),
    ("a short secret of a company", {"POP_SECRETS": "nightline=short"}, "POP_SECRETS"),
    ("no level", {"LOG_LEVEL": "LOUD"}, "LOG_LEVEL"),
]


@pytest.mark.parametrize(("environment", "named"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_what_cannot_be_is_refused_and_named(environment: dict[str, str], named: str) -> None:
    with pytest.raises(BadSetting, match=named):
        settings.load(environment)


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(BadSetting) as refused:
        settings.load({"DEMO": "perhaps", "PUBLIC_URL": "nowhere", "TELEPHONY": "pigeon"})
    assert len(str(refused.value).splitlines()) == 3


@pytest.mark.parametrize("missing", ["SECRET_KEY", "TWILIO_AUTH_TOKEN", "TWILIO_ACCOUNT_SID", "DATABASE_URL"])
def test_a_real_telephone_needs_its_settings(missing: str) -> None:
    with pytest.raises(BadSetting, match=missing):
        settings.load({name: value for name, value in REAL.items() if name != missing})


@pytest.mark.parametrize("row", settings.TABLE.values(), ids=lambda row: row.name)
def test_every_setting_says_what_it_is_for(row: settings.Row) -> None:
    assert len(row.purpose) > 10
    row.read(row.default)


def test_a_secret_is_not_told_in_a_fault() -> None:
    with pytest.raises(BadSetting) as refused:
        settings.load({"SMTP_URL": "smtp//user:opensesame@relay"})
    assert "opensesame" not in str(refused.value)
