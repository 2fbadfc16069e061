"""How what is written in a setting is read. Each raises ValueError with what to write instead."""

from pathlib import Path
from urllib.parse import urlsplit

from ivr.folders import state_folder

SHORTEST_SECRET = 16
S3 = "s3://"


def words(text: str) -> tuple[str, ...]:
    return tuple(text.replace(",", " ").split())


def named_secrets(text: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for each in words(text):
        name, _, secret = each.partition("=")
        if not name or len(secret) < SHORTEST_SECRET:
            raise ValueError(f"write NAME=SECRET, with at least {SHORTEST_SECRET} signs, and a space between several")
        found[name] = (*found.get(name, ()), secret)
    return found


def flag(text: str) -> bool:
    if text.lower() not in ("0", "1", "yes", "no", "true", "false"):
        raise ValueError("write 1 or 0")
    return text.lower() in ("1", "yes", "true")


def address(text: str) -> str:
    parts = urlsplit(text)
    if text and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise ValueError("write an address such as https://311.example.org")
    return text.rstrip("/")


def provider(text: str) -> str:
    if text not in ("", "simulated", "twilio"):
        raise ValueError("write simulated or twilio")
    return text


def level(text: str) -> str:
    if text.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise ValueError("write DEBUG, INFO, WARNING or ERROR")
    return text.upper()


def count(text: str) -> int:
    if not text.isdecimal():
        raise ValueError("write a whole number, 0 for none")
    return int(text)


def mail_server(text: str) -> str:
    form = "write smtp://user:password@host:587, smtps://... or smtp+plain://host; in the password / as %2F, @ as %40"
    try:
        parts, _ = urlsplit(text), urlsplit(text).port
    except ValueError:
        raise ValueError(form) from None
    if text and (parts.scheme not in ("smtp", "smtps", "smtp+plain") or not parts.hostname):
        raise ValueError(form)
    if parts.scheme == "smtp+plain" and parts.password:
        raise ValueError("smtp+plain is not encrypted and takes no password")
    return text


def sender(text: str) -> str:
    if text and (text.count("@") != 1 or "\n" in text):
        raise ValueError("write an address such as 311@example.org, or: Long Point 311 <311@example.org>")
    return text


def recordings(text: str) -> str:
    scheme, found, rest = text.partition("://")
    if found and (f"{scheme}://" != S3 or not rest.strip("/")):
        raise ValueError("write a folder such as /srv/ivr/recordings, or s3://bucket/prefix")
    return text


def whose(text: str) -> str:
    if text not in ("theirs", "ours"):
        raise ValueError("write theirs or ours")
    return text


def folder(text: str) -> Path:
    return Path(text) if text else state_folder()
