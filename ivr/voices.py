"""Which of the provider's voices speaks which language. A table, for those who speak and for those who check.

Source: the provider's public list of voices. A Polly or Google voice speaks one language, or very few; there is no
Polly voice for en-CA, so a county of Canada listens in en-CA and speaks with a voice of en-US.
"""

BASIC = {name: frozenset({"en", "en-us", "en-gb", "es", "fr", "de"}) for name in ("man", "woman")}
ALICE_SPEAKS = (
    "da-dk de-de en-au en-ca en-gb en-in en-us ca-es es-es es-mx fi-fi fr-ca fr-fr it-it ja-jp ko-kr nb-no nl-nl pl-pl "
    "pt-br pt-pt ru-ru sv-se zh-cn zh-hk zh-tw"
)
ALICE = frozenset(ALICE_SPEAKS.split())
POLLY = {
    "arb": "Zeina", "ar-AE": "Hala Zayd", "ca-ES": "Arlet", "cmn-CN": "Zhiyu", "cs-CZ": "Jitka", "cy-GB": "Gwyneth",
    "da-DK": "Mads Naja Sofie", "de-AT": "Hannah", "de-CH": "Sabrina", "de-DE": "Hans Marlene Vicki Daniel",
    "en-AU": "Nicole Russell Olivia", "en-GB": "Amy Brian Emma Arthur", "en-GB-WLS": "Geraint", "en-IE": "Niamh",
    "en-IN": "Raveena Aditi Kajal", "en-NZ": "Aria", "en-SG": "Jasmine", "en-ZA": "Ayanda",
    "en-US": "Ivy Joanna Joey Justin Kendra Kevin Kimberly Matthew Salli Danielle Gregory Ruth Stephen",
    "es-ES": "Conchita Enrique Lucia Sergio", "es-MX": "Mia Andres", "es-US": "Lupe Miguel Penelope Pedro",
    "fi-FI": "Suvi", "fr-BE": "Isabelle", "fr-CA": "Chantal Gabrielle Liam", "fr-FR": "Celine Lea Mathieu Remi",
    "hi-IN": "Aditi Kajal", "is-IS": "Dora Karl", "it-IT": "Bianca Carla Giorgio Adriano", "ja-JP": "Mizuki Takumi",
    "ko-KR": "Seoyeon Jihye", "nb-NO": "Liv Ida", "nl-BE": "Lisa", "nl-NL": "Lotte Ruben Laura",
    "pl-PL": "Ewa Jacek Jan Maja Ola", "pt-BR": "Camila Ricardo Vitoria Thiago", "pt-PT": "Cristiano Ines",
    "ro-RO": "Carmen", "ru-RU": "Maxim Tatyana", "sv-SE": "Astrid Elin", "tr-TR": "Filiz Burcu", "yue-CN": "Hiujin",
}  # fmt: skip


def _polly_languages() -> dict[str, frozenset[str]]:
    spoken: dict[str, set[str]] = {}
    for language, names in POLLY.items():
        for name in names.split():
            spoken.setdefault(name, set()).add(language.lower())
    return {name: frozenset(languages) for name, languages in spoken.items()}


POLLY_LANGUAGES = _polly_languages()


def languages_of(voice: str) -> frozenset[str] | None:
    """The language tags a voice speaks, in lower case; None for a voice that is not known."""
    if voice in BASIC:
        return BASIC[voice]
    if voice == "alice":
        return ALICE
    family, _, name = voice.partition(".")
    if family == "Polly":
        return POLLY_LANGUAGES.get(name.split("-")[0])
    if family == "Google" and name.count("-") >= 2:
        return frozenset({"-".join(name.split("-")[:2]).lower()})
    return None


def language_for(voice: str, wanted: str) -> str:
    """`wanted` (BCP 47) when the voice speaks it, or is not known; else the tag it does speak, same language first."""
    spoken = languages_of(voice)
    if spoken is None or wanted.lower() in spoken:
        return wanted
    family = wanted.lower().partition("-")[0]
    return written(min(spoken, key=lambda tag: (tag.partition("-")[0] != family, tag)))


def written(tag: str) -> str:
    """A tag in lower case as it is written: en-US."""
    first, *rest = tag.split("-")
    return "-".join([first, *(part.upper() for part in rest)])


TRANSCRIBED = frozenset({"en-us", "en-ca"})
"""What the provider writes down of a recording. Its documents say US English, and at most two minutes of it; Canada's
is as near to that as many of its own callers are."""
LONGEST_TRANSCRIBED = 120


def is_transcribed(locale: str) -> bool:
    """Whether the provider writes down what is said in this locale, such as en-CA."""
    return locale.lower() in TRANSCRIBED
