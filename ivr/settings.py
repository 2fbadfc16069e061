"""The settings: one table, read once, all faults at once. Only this file reads the environment."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from ivr.errors import BadSetting

SHORTEST_SECRET = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the environment says. Lists are for rotation: the first signs, all are accepted."""

    database_url: str
    callflows_dir: Path
    public_url: str
    secret_keys: tuple[str, ...]
    twilio_auth_tokens: tuple[str, ...]
    twilio_account_sid: str
    twilio_api_base: str
    telephony: str
    demo: bool
    var_dir: Path
    log_level: str
    trusted_proxies: int

    @property
    def simulated(self) -> bool:
        return self.telephony == "simulated"


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.replace(",", " ").split())


def _flag(text: str) -> bool:
    if text.lower() not in ("0", "1", "yes", "no", "true", "false"):
        raise ValueError("write 1 or 0")
    return text.lower() in ("1", "yes", "true")


def _address(text: str) -> str:
    parts = urlsplit(text)
    if text and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise ValueError("write an address such as https://311.example.org")
    return text.rstrip("/")


def _provider(text: str) -> str:
    if text not in ("", "simulated", "twilio"):
        raise ValueError("write simulated or twilio")
    return text


class Row(NamedTuple):
    """One setting: environment variable, how it is read, default, what it is for."""

    name: str
    read: Callable[[str], Any]
    default: str
    purpose: str


TABLE: Mapping[str, Row] = {
    "database_url": Row("DATABASE_URL", str, "", "PostgreSQL; without it `ivr run` and the tests start their own"),
    "callflows_dir": Row("CALLFLOWS_DIR", Path, "callflows", "the folder with the municipality's call flows"),
    "public_url": Row("PUBLIC_URL", _address, "http://127.0.0.1:8311", "this service as the provider reaches it"),
    "secret_keys": Row("SECRET_KEY", _words, "", "signs sessions and links; a list, the first one signs"),
    "twilio_auth_tokens": Row("TWILIO_AUTH_TOKEN", _words, "", "checks signatures; a list, the first is for requests"),
    "twilio_account_sid": Row("TWILIO_ACCOUNT_SID", str, "", "the provider's account"),
    "twilio_api_base": Row("TWILIO_API_BASE", _address, "", "address of a compatible carrier, or the simulated one"),
    "telephony": Row("TELEPHONY", _provider, "", "simulated or twilio"),
    "demo": Row("DEMO", _flag, "0", "1 allows the simulated telephone on a public address"),
    "var_dir": Row("VAR_DIR", Path, "var", "where this machine keeps its spool, snapshot and embedded database"),
    "log_level": Row("LOG_LEVEL", str.upper, "INFO", "DEBUG, INFO, WARNING or ERROR"),
    "trusted_proxies": Row("TRUSTED_PROXIES", int, "0", "how many proxies in front are believed about addresses"),
}


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process. Raises BadSetting with every fault, one to a line."""
    given = os.environ if environment is None else environment
    values, faults = _read(given)
    if not faults:
        values["telephony"] = values["telephony"] or _telephony_of(values)
        faults = _contradictions(values)
    if faults:
        raise BadSetting("\n".join(faults))
    return Settings(**values)


def _read(given: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    values: dict[str, Any] = {}
    faults = []
    for attribute, row in TABLE.items():
        try:
            values[attribute] = row.read(given.get(row.name, row.default))
        except ValueError as error:
            faults.append(f"{row.name}: {given.get(row.name)!r} cannot be read ({error}). It is {row.purpose}.")
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
    if values["telephony"] == "twilio":
        faults += _missing_for_twilio(values)
    return faults + [
        f"SECRET_KEY: a key of {len(key)} characters is too short; use at least {SHORTEST_SECRET}."
        for key in values["secret_keys"]
        if len(key) < SHORTEST_SECRET
    ]


def _missing_for_twilio(values: Mapping[str, Any]) -> list[str]:
    needed = ("secret_keys", "twilio_auth_tokens", "twilio_account_sid", "database_url")
    return [f"{TABLE[name].name}: missing. It is {TABLE[name].purpose}." for name in needed if not values[name]]


def _is_local(host: str) -> bool:
    return host in ("localhost", "::1") or host.startswith("127.")


def for_children(**changes: str) -> dict[str, str]:
    """This process's environment with `changes`, for programs started by it."""
    return {**os.environ, **changes}
