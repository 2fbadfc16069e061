"""The settings: one table, read once, all faults at once. Only this file reads the environment."""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from ivr.errors import BadSetting
from ivr.folders import state_folder
from ivr.setting_values import (
    S3,
    SHORTEST_SECRET,
    address,
    count,
    flag,
    folder,
    level,
    mail_server,
    named_secrets,
    provider,
    recordings,
    sender,
    whose,
    words,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the environment says. Lists are for rotation: the first signs, all are accepted."""

    database_url: str
    callflows_dir: Path
    public_url: str
    live_url: str
    secret_keys: tuple[str, ...]
    pop_secrets: Mapping[str, tuple[str, ...]]
    twilio_auth_tokens: tuple[str, ...]
    twilio_account_sid: str
    twilio_api_base: str
    telephony: str
    demo: bool
    var_dir: Path
    log_level: str
    trusted_proxies: int
    watchdog_url: str
    smtp_url: str
    mail_from: str
    recordings: str
    recordings_endpoint: str
    recordings_region: str
    recordings_key: str
    recordings_secret: str
    second_factor_exempt: tuple[str, ...]
    oidc_issuer: str
    oidc_client_id: str
    oidc_client_secret: str
    oidc_name: str
    oidc_second_factor: str

    @property
    def simulated(self) -> bool:
        return self.telephony == "simulated"


class Row(NamedTuple):
    """One setting: environment variable, how it is read, default, what it is for. A secret is not told in faults."""

    name: str
    read: Callable[[str], Any]
    default: str
    purpose: str
    secret: bool = False


TABLE: Mapping[str, Row] = {
    "database_url": Row("DATABASE_URL", str, "", "PostgreSQL; without it `ivr run` and the tests start their own"),
    "callflows_dir": Row("CALLFLOWS_DIR", Path, "callflows", "the folder with the municipality's call flows"),
    "public_url": Row("PUBLIC_URL", address, "http://127.0.0.1:8311", "this service as the provider reaches it"),
    "live_url": Row(
        "LIVE_URL", address, "", "the process `ivr live` as browsers reach it; without it at PUBLIC_URL, by a proxy"
    ),
    "secret_keys": Row("SECRET_KEY", words, "", "signs sessions and links; a list, the first one signs"),
    "pop_secrets": Row(
        "POP_SECRETS",
        named_secrets,
        "",
        "sign what an answering company's endpoint is sent: nightline=secret, for each; of several all sign",
        True,
    ),
    "twilio_auth_tokens": Row("TWILIO_AUTH_TOKEN", words, "", "checks signatures; a list, the first is for requests"),
    "twilio_account_sid": Row("TWILIO_ACCOUNT_SID", str, "", "the provider's account"),
    "twilio_api_base": Row("TWILIO_API_BASE", address, "", "address of a compatible carrier, or the simulated one"),
    "telephony": Row("TELEPHONY", provider, "", "simulated or twilio"),
    "demo": Row("DEMO", flag, "0", "1 allows the simulated telephone on a public address"),
    "var_dir": Row("VAR_DIR", folder, "", "where this machine keeps its spool, snapshot and embedded database"),
    "log_level": Row("LOG_LEVEL", level, "INFO", "DEBUG, INFO, WARNING or ERROR"),
    "trusted_proxies": Row("TRUSTED_PROXIES", count, "0", "how many proxies in front are believed about addresses"),
    "watchdog_url": Row("WATCHDOG_URL", address, "", "asked each 30 s while the pager works: a watchdog outside", True),
    "smtp_url": Row("SMTP_URL", mail_server, "", "the mail server; without it letters are files", True),
    "mail_from": Row("MAIL_FROM", sender, "", "whom letters are from: an address, with or without a name"),
    "recordings": Row(
        "RECORDINGS",
        recordings,
        "",
        "where recordings are kept: a folder (`VAR_DIR/recordings`), or s3://bucket/prefix",
    ),
    "recordings_endpoint": Row(
        "RECORDINGS_ENDPOINT", address, "", "address of a store that speaks S3, if not Amazon's"
    ),
    "recordings_region": Row("RECORDINGS_REGION", str, "us-east-1", "the region of the bucket"),
    "recordings_key": Row(
        "RECORDINGS_KEY_ID", str, "", "the key that signs for the bucket; without it the machine's role"
    ),
    "recordings_secret": Row("RECORDINGS_SECRET", str, "", "the secret of that key", True),
    "second_factor_exempt": Row(
        "SECOND_FACTOR_EXEMPT", words, "", "roles and organisations that need no second factor; * for everybody"
    ),
    "oidc_issuer": Row("OIDC_ISSUER", str, "", "the identity provider (OpenID Connect), as it calls itself"),
    "oidc_client_id": Row("OIDC_CLIENT_ID", str, "", "this service's name there"),
    "oidc_client_secret": Row("OIDC_CLIENT_SECRET", str, "", "this service's secret there", True),
    "oidc_name": Row("OIDC_NAME", str, "", "what the button of the sign-in calls it, such as Long Point account"),
    "oidc_second_factor": Row(
        "OIDC_SECOND_FACTOR", whose, "theirs", "who asks for it: theirs (the identity provider), or ours"
    ),
}


SIMULATED: Mapping[str, Any] = {
    "twilio_account_sid": "AC" + "0" * 32,
    "twilio_auth_tokens": ("the-simulated-telephone",),
    "twilio_api_base": "http://127.0.0.1:8312",
}
"""What the simulated telephone and the service agree on where nothing is set."""
LOCAL_KEY = "good-on-this-machine-only"
"""Signs where the service is simulated and cannot be reached from elsewhere; sessions are kept in the database."""


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process. Raises BadSetting with every fault, one to a line.

    Without `environment` it is the process's own; where that names no database, the service that `ivr run` has started
    in this checkout is meant, so that commands in other terminals find it.
    """
    given = _surroundings() if environment is None else environment
    values, faults = _read(given)
    if not faults:
        values["telephony"] = values["telephony"] or _telephony_of(values)
        values |= _defaults(values)
        faults = _contradictions(values)
    if faults:
        raise BadSetting("\n".join(faults))
    return Settings(**values)


def _surroundings() -> Mapping[str, str]:
    return os.environ if os.environ.get("DATABASE_URL") else {**_running(), **os.environ}


def _running() -> dict[str, str]:
    """The environment of the service that `ivr run` has started in this checkout; empty while there is none."""
    try:
        found: dict[str, str] = json.loads(running_file().read_text(encoding="utf-8"))
        os.kill(int(found[LEADER]), 0)
    except (FileNotFoundError, ProcessLookupError):
        return {}
    return found


LEADER = "LEADER"
"""The process that leads the running service; when it is gone, what it said is void."""


def running_file() -> Path:
    """Where `ivr run` says what it has started; readable by its user only."""
    return state_folder() / "running.json"


def _defaults(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a simulated service needs and nobody has set."""
    if values["telephony"] != "simulated":
        return {}
    found = {name: value for name, value in SIMULATED.items() if not values[name]}
    if not values["secret_keys"] and _is_local(urlsplit(values["public_url"]).hostname or ""):
        found["secret_keys"] = (LOCAL_KEY,)
    return found


def _read(given: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    values: dict[str, Any] = {}
    faults = []
    for attribute, row in TABLE.items():
        try:
            values[attribute] = row.read(given.get(row.name, row.default))
        except ValueError as error:
            said = "what is given" if row.secret else repr(given.get(row.name))
            faults.append(f"{row.name}: {said} cannot be read ({error}). It is {row.purpose}.")
    return values, faults


def _telephony_of(values: Mapping[str, Any]) -> str:
    """Credentials without TELEPHONY are a contradiction (see below), so what is left is the simulated telephone."""
    return "" if values["twilio_account_sid"] or values["twilio_auth_tokens"] else "simulated"


def _contradictions(values: Mapping[str, Any]) -> list[str]:
    faults = []
    if not values["telephony"]:
        faults.append("TELEPHONY: provider credentials are set, but not which telephone to use. Set TELEPHONY=twilio.")
    host = urlsplit(values["public_url"]).hostname or ""
    if values["telephony"] == "simulated" and not _is_local(host) and not values["demo"]:
        faults.append(
            f"TELEPHONY: simulated on the public address {host}. Set TELEPHONY=twilio, or DEMO=1 for a demonstration."
        )
    if values["live_url"] and urlsplit(values["live_url"]).hostname != host:
        faults.append(
            f"LIVE_URL: its host is not that of PUBLIC_URL ({host}), so a browser would not show its session there. "
            "Use the same host with another port, or leave it out and let a proxy send /live there."
        )
    if values["smtp_url"] and not values["mail_from"]:
        faults.append(f"MAIL_FROM: missing, though SMTP_URL is set. It is {TABLE['mail_from'].purpose}.")
    faults += _stray_for_recordings(values)
    faults += _stray_for_identity(values)
    if values["telephony"] == "twilio":
        faults += _missing_for_twilio(values)
    elif not values["secret_keys"]:
        faults.append(f"SECRET_KEY: missing. It {TABLE['secret_keys'].purpose}.")
    return faults + [
        f"SECRET_KEY: a key of {len(key)} characters is too short; use at least {SHORTEST_SECRET}."
        for key in values["secret_keys"]
        if len(key) < SHORTEST_SECRET
    ]


def _stray_for_recordings(values: Mapping[str, Any]) -> list[str]:
    """What is set for a bucket, without one; and half of a pair."""
    for_bucket = [name for name in ("recordings_endpoint", "recordings_key", "recordings_secret") if values[name]]
    if for_bucket and not values["recordings"].startswith(S3):
        named = ", ".join(TABLE[name].name for name in for_bucket)
        return [f"RECORDINGS: {named} is set, but no bucket. Write s3://bucket/prefix, or take the others off."]
    if bool(values["recordings_key"]) != bool(values["recordings_secret"]):
        return ["RECORDINGS_KEY_ID and RECORDINGS_SECRET belong together: set both, or neither."]
    return []


def _stray_for_identity(values: Mapping[str, Any]) -> list[str]:
    """Half of an identity provider; and one that could be listened to."""
    needed = ("oidc_issuer", "oidc_client_id", "oidc_client_secret")
    missing = [TABLE[name].name for name in needed if not values[name]]
    if 0 < len(missing) < len(needed):
        return [f"OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET belong together: set {', '.join(missing)} too."]
    issuer = urlsplit(values["oidc_issuer"])
    if missing or issuer.scheme == "https" or (issuer.scheme == "http" and _is_local(issuer.hostname or "")):
        return []
    return ["OIDC_ISSUER: write an address with https://, exactly as the identity provider calls itself."]


def _missing_for_twilio(values: Mapping[str, Any]) -> list[str]:
    needed = ("secret_keys", "twilio_auth_tokens", "twilio_account_sid", "database_url")
    return [f"{TABLE[name].name}: missing. It is {TABLE[name].purpose}." for name in needed if not values[name]]


def _is_local(host: str) -> bool:
    return host in ("localhost", "::1") or host.startswith("127.")


def for_children(**changes: str) -> dict[str, str]:
    """This process's environment with `changes`, for programs started by it."""
    return {**os.environ, **changes}


def tell_library(name: str, value: str) -> None:
    """For a library that can be told something by the environment only, before it is imported."""
    os.environ[name] = value
