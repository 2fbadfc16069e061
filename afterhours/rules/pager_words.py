"""What is told of an emergency beside the words of `page_texts`: that it is over, and what must be looked after.

A sentence is a text, the body of a letter, or spoken to a caller whom no text can reach; callers never hear who has it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from afterhours.rules.case_numbers import written

OTHERWISE = "en"

SENTENCES: Mapping[str, Mapping[str, str]] = {
    "done": {
        "en": "{council}: {service}, case {case}, was reported done by {who}.",
        "fr": "{council} : {service}, dossier {case}, est terminé selon {who}.",
    },
    "stood_down": {
        "en": "{council}: {service}, case {case}, was stood down by {who}. You need not do anything.",
        "fr": "{council} : {service}, dossier {case}, a été annulé par {who}. Vous n'avez rien à faire.",
    },
    "morning": {
        "en": "{council}: {service}, case {case}, can wait until morning, says {who}. You need not do anything.",
        "fr": "{council} : {service}, dossier {case}, peut attendre au matin selon {who}. Vous n'avez rien à faire.",
    },
    "same": {
        "en": "{council}: {service}, case {case}, is the same as an emergency already known. You need not do anything.",
        "fr": "{council} : {service}, dossier {case}, est une urgence déjà connue. Vous n'avez rien à faire.",
    },
    "second": {
        "en": "SECOND PERSON WANTED. {council}: {who} has {service}, case {case}, and asks for help. "
        "You are being rung.",
        "fr": "DEUXIÈME PERSONNE DEMANDÉE. {council} : {who} s'occupe de {service}, dossier {case}, et demande "
        "de l'aide. On vous appelle.",
    },
    "came_along": {
        "en": "{council}: {who} comes along. {service}, case {case}.",
        "fr": "{council} : {who} vient aussi. {service}, dossier {case}.",
    },
    "passed_on": {
        "en": "{council}: {service}, case {case}, is not yours any more: {who} passed it to another roster, and the "
        "people on duty there are called.",
        "fr": "{council} : {service}, dossier {case}, n'est plus à vous : {who} l'a transmis à un autre tableau de "
        "garde, dont les personnes sont appelées.",
    },
    "nobody": {
        "en": "NOBODY TO CALL. {council}: {service}, case {case}. A level of the roster had nobody who could be "
        "called, and the next is being rung. Please look at the roster.",
        "fr": "AUCUNE PERSONNE À APPELER. {council} : {service}, dossier {case}. Un échelon du tableau de garde "
        "n'avait personne à appeler; le suivant est appelé. Veuillez vérifier le tableau.",
    },
    "unusable": {
        "en": "NO USABLE NUMBER. {council}: {service}, case {case}. {who} is on duty and has no number that answered a "
        "test call. Please look at their numbers.",
        "fr": "AUCUN NUMÉRO UTILISABLE. {council} : {service}, dossier {case}. {who} est de garde et n'a aucun numéro "
        "ayant répondu à un appel d'essai. Veuillez vérifier ses numéros.",
    },
    "repaired": {
        "en": "REPAIRED. {council}: {service}, case {case}. Nobody was due to be called, and that was mended: the "
        "people on duty are being rung. Please tell whoever runs the service.",
        "fr": "RÉPARÉ. {council} : {service}, dossier {case}. Aucun appel n'était prévu; c'est corrigé, les personnes "
        "de garde sont appelées. Veuillez prévenir le responsable du service.",
    },
    "caller_accepted": {
        "en": "{council}: somebody on duty has taken over what you reported ({service}). Your case is {case}.",
        "fr": "{council} : une personne de garde a pris en charge votre signalement ({service}). Votre dossier est le "
        "{case}.",
    },
    "caller_accepted_veiled": {
        "en": "{council}: somebody on duty has taken over what you reported. Your case is {case}.",
        "fr": "{council} : une personne de garde a pris en charge votre signalement. Votre dossier est le {case}.",
    },
    "caller_morning_veiled": {
        "en": "{council}: what you reported was looked at and will be dealt with in the morning. We will ring you. "
        "Your case is {case}.",
        "fr": "{council} : votre signalement a été examiné et sera traité au matin. Nous vous rappellerons. Votre "
        "dossier est le {case}.",
    },
    "caller_morning": {
        "en": "{council}: what you reported ({service}) was looked at and will be dealt with in the morning. We will "
        "ring you. Your case is {case}.",
        "fr": "{council} : votre signalement ({service}) a été examiné et sera traité au matin. Nous vous "
        "rappellerons. Votre dossier est le {case}.",
    },
}
"""Occasion -> language -> sentence."""
SUBJECTS: Mapping[str, Mapping[str, str]] = {
    "alarm": {"en": "Emergency not accepted: case {case}", "fr": "Urgence non acceptée : dossier {case}"},
    "nobody": {"en": "Nobody to call: case {case}", "fr": "Aucune personne à appeler : dossier {case}"},
    "unusable": {"en": "No usable number: case {case}", "fr": "Aucun numéro utilisable : dossier {case}"},
    "repaired": {"en": "An emergency was repaired: case {case}", "fr": "Une urgence a été réparée : dossier {case}"},
}
"""Of those that also go by e-mail."""
SOMEBODY: Mapping[str, str] = {"en": "somebody", "fr": "quelqu'un"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is told of an emergency. `service`: its name in each language; `who`: a person's name. `veiled`: the case is
    restricted, and its caller is not told in words what it was about: others may hear them."""

    council: str
    case: str
    service: Mapping[str, str] = field(default_factory=dict)
    who: str | None = None
    veiled: bool = False


def sentence(occasion: str, told: Told, language: str | None) -> str:
    """The sentence in somebody's language, in English where the table has none in it."""
    words = SENTENCES.get(f"{occasion}_veiled") if told.veiled else None
    return _filled(words or SENTENCES[occasion], told, language)


def subject(occasion: str, told: Told, language: str | None) -> str:
    """The subject of a letter."""
    return _filled(SUBJECTS[occasion], told, language)


def _filled(words: Mapping[str, str], told: Told, language: str | None) -> str:
    tongue = language if language is not None and language in words else OTHERWISE
    return words[tongue].format(
        council=told.council,
        case=written(told.case),
        service=told.service.get(tongue) or next(iter(told.service.values()), ""),
        who=told.who or SOMEBODY[tongue],
    )
