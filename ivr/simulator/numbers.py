"""The numbers that belong to the provider's customer, and what each number's settings say. Values and parsing only."""

import re
from dataclasses import dataclass
from datetime import datetime

E164 = re.compile(r"\+[1-9]\d{7,14}")
SHORT = re.compile(r"\+?1?[2-9]11|999|112|111|101")


@dataclass
class Number:
    """An incoming number: E.164, and the addresses it asks."""

    sid: str
    number: str
    created_at: datetime
    friendly_name: str = ""
    voice_url: str = ""
    voice_fallback_url: str = ""
    status_callback: str = ""
    sms_url: str = ""
    sms_fallback_url: str = ""
    voice_method: str = "POST"
    voice_fallback_method: str = "POST"


def normalise(text: str) -> str | None:
    """E.164 for what TwiML and REST accept ("+15195550123", "(519) 555-0123", "519-555-0123"), else None."""
    text = text.strip()
    if E164.fullmatch(text):
        return text
    digits = re.sub(r"[\s().-]", "", text)
    if re.fullmatch(r"1?[2-9]\d{9}", digits):
        return "+1" + digits[-10:]
    return digits if E164.fullmatch(digits) else None
