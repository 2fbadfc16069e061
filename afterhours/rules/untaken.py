"""An emergency that nobody took, in words for those who should know: one table of sentences, one a language."""

from collections.abc import Mapping
from dataclasses import dataclass

from afterhours.rules.case_numbers import written

LONGEST_PLACE = 200

SENTENCES: Mapping[str, str] = {
    "en": (
        "EMERGENCY NOT TAKEN. {council}, {line}: {service}. Place: {place}. Caller: {caller}. Case {case}. "
        "The call is over and the caller has talked with nobody. Please act now."
    ),
    "fr": (
        "URGENCE NON PRISE EN CHARGE. {council}, {line} : {service}. Lieu : {place}. Appelant : {caller}. "
        "Dossier {case}. L'appel est terminé et l'appelant n'a parlé à personne. Veuillez agir maintenant."
    ),
}
UNTOLD: Mapping[str, Mapping[str, str]] = {
    "en": {"withheld": "number withheld", "caller": "no number", "place": "not given"},
    "fr": {"withheld": "numéro masqué", "caller": "aucun numéro", "place": "non précisé"},
}
OTHERWISE = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Untaken:
    """What is told of a case. `service`: its name in each language; `caller`: as the council's country writes it."""

    case: str
    council: str
    line: str
    service: Mapping[str, str]
    place: str | None
    caller: str | None
    caller_state: str


def text_of(told: Untaken, language: str | None) -> str:
    """The text message in somebody's language, in English where the table has no sentence in it."""
    tongue = language if language is not None and language in SENTENCES else OTHERWISE
    untold = UNTOLD[tongue]
    place = " ".join((told.place or "").split())
    return SENTENCES[tongue].format(
        council=told.council,
        line=told.line,
        service=told.service.get(tongue) or next(iter(told.service.values()), ""),
        place=place[:LONGEST_PLACE] or untold["place"],
        caller=told.caller or untold["withheld" if told.caller_state == "withheld" else "caller"],
        case=written(told.case),
    )
