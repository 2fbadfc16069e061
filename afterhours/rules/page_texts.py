"""The words of the texts about an emergency, in each language, one function each. Pure.

To people on duty, all from one `Page`: `page_text` (it was raised, and how to take it), `added_text` (place or words
came later), `taken_text` (somebody else has it), `alarm_text` (nobody has it; for those the plan tells), `yours_text`
(you have it: whom to ring); `page_title` is one line of a list. To the caller who has left: `caller_accepted_text`,
`caller_morning_text`.

Of a restricted case a text says its number and nothing else (`Page.veiled`): texts lie open on telephones, and at the
carriers. To its caller the service is not named either, for others may read their telephone.

`language` is the person's or the caller's; a language without sentences here is answered in English. Every text fits
into `MOST_SEGMENTS` pieces: of the caller's own words the end is left out, of the link nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from afterhours.rules.case_numbers import written
from afterhours.rules.segments import plain, segments, shortened

MOST_SEGMENTS = 4
LONGEST_PLACE, LONGEST_WORDS, LONGEST_NAME = 120, 240, 60
OTHERWISE = "en"

SENTENCES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "page": "EMERGENCY: {service}\n{line}\nPlace: {place}\n{words}Caller: {caller}\nCase {case}\n{take}",
        "added": "ADDED: {service}\nPlace: {place}\n{words}Caller: {caller}\nCase {case}\n{take}",
        "taken": "TAKEN: {by} has {service}. Place: {place}. Case {case}. You need do nothing.",
        "alarm": "NOBODY HAS TAKEN IT: {service}\n{line}\nPlace: {place}\n{words}Caller: {caller}\n"
        "Open for {minutes} min, still being called. Case {case}\n{take}",
        "yours": "YOU HAVE IT: {service}\nPlace: {place}\n{words}Caller: {caller}\nCase {case}\n{open}",
        "page_veiled": "CONFIDENTIAL EMERGENCY\n{line}\nCase {case}\nWhat it is, you see once you have it.\n{take}",
        "added_veiled": "ADDED to a confidential emergency\nCase {case}\n{take}",
        "taken_veiled": "TAKEN: {by} has the confidential emergency, case {case}. You need do nothing.",
        "alarm_veiled": "NOBODY HAS TAKEN A CONFIDENTIAL EMERGENCY\n{line}\nOpen for {minutes} min, still being "
        "called. Case {case}\n{take}",
        "yours_veiled": "YOU HAVE IT: the confidential emergency, case {case}\n{open}",
        "take": "Take it: {link}",
        "open": "When it is done: {link}",
        "take_by_text": "To take it, text TAKE, your PIN and the case number.",
        "words": '"{words}"\n',
        "no_place": "not given",
        "withheld": "number withheld",
        "no_caller": "no number",
        "caller_accepted": "{council}: somebody on duty has taken your report ({service}) and will ring you or come. "
        "Your case number is {case}. In danger, call {emergency}.",
        "caller_accepted_veiled": "{council}: somebody on duty has taken your report and will ring you or come. "
        "Your case number is {case}. In danger, call {emergency}.",
        "caller_morning_veiled": "{council}: your report is on record and will be dealt with in office hours. "
        "We will ring you. Your case number is {case}. In danger, call {emergency}.",
        "caller_morning": "{council}: your report ({service}) is on record and will be dealt with in office hours. "
        "We will ring you. Your case number is {case}. In danger, call {emergency}.",
    },
    "fr": {
        "page": "URGENCE : {service}\n{line}\nLieu : {place}\n{words}Appelant : {caller}\nDossier {case}\n{take}",
        "added": "COMPLÉMENT : {service}\nLieu : {place}\n{words}Appelant : {caller}\nDossier {case}\n{take}",
        "taken": "PRIS EN CHARGE : {by} s'occupe de {service}. Lieu : {place}. Dossier {case}. "
        "Vous n'avez rien à faire.",
        "alarm": "PERSONNE NE L'A PRIS : {service}\n{line}\nLieu : {place}\n{words}Appelant : {caller}\n"
        "Ouvert depuis {minutes} min, les appels continuent. Dossier {case}\n{take}",
        "yours": "VOUS L'AVEZ PRIS : {service}\nLieu : {place}\n{words}Appelant : {caller}\nDossier {case}\n{open}",
        "page_veiled": "URGENCE CONFIDENTIELLE\n{line}\nDossier {case}\nVous verrez de quoi il s'agit une fois prise."
        "\n{take}",
        "added_veiled": "COMPLÉMENT à une urgence confidentielle\nDossier {case}\n{take}",
        "taken_veiled": "PRISE EN CHARGE : {by} s'occupe de l'urgence confidentielle, dossier {case}. "
        "Vous n'avez rien à faire.",
        "alarm_veiled": "PERSONNE N'A PRIS UNE URGENCE CONFIDENTIELLE\n{line}\nOuverte depuis {minutes} min, les "
        "appels continuent. Dossier {case}\n{take}",
        "yours_veiled": "VOUS L'AVEZ PRISE : l'urgence confidentielle, dossier {case}\n{open}",
        "take": "Prendre en charge : {link}",
        "open": "Quand c'est réglé : {link}",
        "take_by_text": "Pour le prendre, textez PRENDRE, votre NIP et le numéro de dossier.",
        "words": '"{words}"\n',
        "no_place": "non précisé",
        "withheld": "numéro masqué",
        "no_caller": "aucun numéro",
        "caller_accepted": "{council} : une personne de garde s'occupe de votre signalement ({service}). Elle vous "
        "appellera ou viendra. Votre numéro de dossier : {case}. En cas de danger, composez le {emergency}.",
        "caller_accepted_veiled": "{council} : une personne de garde s'occupe de votre signalement. Elle vous "
        "appellera ou viendra. Votre numéro de dossier : {case}. En cas de danger, composez le {emergency}.",
        "caller_morning_veiled": "{council} : votre signalement est enregistré et sera traité aux heures de "
        "bureau. Nous vous appellerons. Votre numéro de dossier : {case}. En cas de danger, composez le {emergency}.",
        "caller_morning": "{council} : votre signalement ({service}) est enregistré et sera traité aux heures de "
        "bureau. Nous vous appellerons. Votre numéro de dossier : {case}. En cas de danger, composez le {emergency}.",
    },
}
"""No sign beyond the networks' basic alphabet (such as ê, ç): one of them doubles the price of a text."""


CONFIDENTIAL: Mapping[str, str] = {"en": "a confidential emergency", "fr": "une urgence confidentielle"}
"""What an emergency of a restricted case is called where its service must not be named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What is told of an emergency. `service`, `line`: their titles in each language; `case` its nine digits.

    `words`: what the caller said so far. `caller`: their number as the council's country writes it; None where there is
    none, and `caller_state` says why. `link`: the address that accepts, "" for one that cannot be given. `veiled`:
    there is nothing here but the case's number, for it is restricted.
    """

    case: str
    service: Mapping[str, str]
    line: Mapping[str, str]
    place: str | None = None
    words: str = ""
    caller: str | None = None
    caller_state: str = "presented"
    link: str = ""
    veiled: bool = False


def page_text(page: Page, language: str | None) -> str:
    """An emergency was raised: what, where, who called, and how to take it."""
    return _told("page", page, language)


def added_text(page: Page, language: str | None) -> str:
    """Place or words have come since the page: the whole as it is known now."""
    return _told("added", page, language)


def taken_text(page: Page, by: str, language: str | None) -> str:
    """To those who were called, too: `by` (a name) has it."""
    return _told("taken", page, language, by=shortened(_line(by), LONGEST_NAME))


def alarm_text(page: Page, seconds: int, language: str | None) -> str:
    """Nobody has accepted for `seconds`."""
    return _told("alarm", page, language, minutes=max(seconds // 60, 1))


def yours_text(page: Page, language: str | None) -> str:
    """To whoever has accepted; the same link leads to what they can do with it."""
    return _told("yours", page, language)


def page_title(page: Page, language: str | None) -> str:
    """What and where, in one line of a list."""
    place = shortened(_line(page.place or ""), LONGEST_NAME)
    title = shortened(_title(page.service, _tongue(language)), LONGEST_NAME)
    return plain(f"{title}, {place}" if place else title)


def caller_accepted_text(page: Page, council: str, emergency_number: str, language: str | None) -> str:
    """To a caller who has left: somebody will ring or come. `emergency_number` as it is spoken, such as 9 1 1."""
    return _to_caller("caller_accepted", page, council, emergency_number, language)


def caller_morning_text(page: Page, council: str, emergency_number: str, language: str | None) -> str:
    """To a caller who has left: it waits until morning, and becomes a callback."""
    return _to_caller("caller_morning", page, council, emergency_number, language)


def _told(name: str, page: Page, language: str | None, **more: str | int) -> str:
    """The text with as many of the caller's words as there is room for."""
    tongue = _tongue(language)
    kept = replace(page, words=shortened(_line(page.words), LONGEST_WORDS))
    while segments(told := _worded(name, kept, tongue, **more)) > MOST_SEGMENTS and kept.words:
        kept = replace(kept, words=shortened(kept.words, len(kept.words) - 10) if len(kept.words) > 20 else "")
    return told


def _worded(name: str, page: Page, tongue: str, **more: str | int) -> str:
    said = SENTENCES[tongue]
    untold = said["withheld"] if page.caller_state == "withheld" else said["no_caller"]
    return plain(
        said[f"{name}_veiled" if page.veiled else name].format(
            service=shortened(_title(page.service, tongue), LONGEST_NAME),
            line=shortened(_title(page.line, tongue), LONGEST_NAME),
            place=shortened(_line(page.place or ""), LONGEST_PLACE) or said["no_place"],
            words=said["words"].format(words=page.words) if page.words else "",
            caller=page.caller or untold,
            case=written(page.case),
            take=said["take"].format(link=page.link) if page.link else said["take_by_text"],
            open=said["open"].format(link=page.link) if page.link else "",
            **more,
        )
    ).strip()


def _to_caller(name: str, page: Page, council: str, emergency_number: str, language: str | None) -> str:
    tongue = _tongue(language)
    return plain(
        SENTENCES[tongue][f"{name}_veiled" if page.veiled else name].format(
            council=council,
            service=shortened(_title(page.service, tongue), LONGEST_NAME),
            case=written(page.case),
            emergency=emergency_number.replace(" ", ""),
        )
    )


def _tongue(language: str | None) -> str:
    return language if language is not None and language in SENTENCES else OTHERWISE


def _title(title: Mapping[str, str], tongue: str) -> str:
    return _line(title.get(tongue) or next(iter(title.values()), ""))


def _line(words: str) -> str:
    """In one line, whoever wrote it."""
    return " ".join(words.split())
