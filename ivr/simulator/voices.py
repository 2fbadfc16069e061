"""What the provider does about voices: refuse a wrong pair, and texts that are too long.

Source: twilio.md section 4 (a wrong pair of voice and language makes Say fail with 13511 or 13512).
"""

from ivr.simulator.errors import ProviderFault
from ivr.voices import languages_of


def check_pair(voice: str, language: str) -> None:
    """Raises `ProviderFault` 13512 for a voice that does not exist, 13511 for a language it does not speak."""
    spoken = languages_of(voice)
    if spoken is None:
        raise ProviderFault(13512, f"There is no voice {voice}.")
    if language.lower() not in spoken:
        raise ProviderFault(13511, f"{voice} speaks {', '.join(sorted(spoken))}, not {language}.")


def text_limit(voice: str) -> int:
    """How many bytes of text one Say may hold: basic 4096, Polly 3000, Google 5000."""
    return 3000 if voice.startswith("Polly.") else 5000 if voice.startswith("Google.") else 4096
