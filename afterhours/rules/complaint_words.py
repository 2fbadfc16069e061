"""The letters of a complaint: its receipt to whoever complained, and the word to whoever it goes up to.

A letter names the case and tells nothing of what it is about: it may be read by others than it is meant for.
"""

from collections.abc import Mapping

from afterhours.rules.case_numbers import written

RECEIPT: Mapping[str, tuple[str, str]] = {
    "en": (
        "{council}: we have your complaint",
        (
            "We have received your complaint and will look into it.\n\n"
            "Its number is {case}. Please have it ready when you call us about it.{until}\n\n{council}\n"
        ),
    ),
    "fr": (
        "{council} : nous avons reçu votre plainte",
        (
            "Nous avons reçu votre plainte et nous allons l'examiner.\n\n"
            "Son numéro est le {case}. Ayez-le sous la main si vous nous appelez à ce sujet.{until}\n\n{council}\n"
        ),
    ),
}
UNTIL: Mapping[str, str] = {
    "en": " We intend to answer by {day}.",
    "fr": " Nous comptons vous répondre au plus tard le {day}.",
}
TOLD: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "en": {
        "escalated": (
            "Complaint {case} has come to you",
            "A complaint has been passed up to you (level {level}).\n\n{reason}\n\n{link}\n",
        ),
        "overdue": (
            "Complaint {case} was not answered in time and has come to you",
            "A complaint was not answered in time and has come to you (level {level}).\n\n{link}\n",
        ),
        "receipt": (
            "Complaint {case} has had no receipt",
            "A complaint has had no receipt in the time that was promised.\n\n{link}\n",
        ),
    },
    "fr": {
        "escalated": (
            "La plainte {case} vous est transmise",
            "Une plainte vous a été transmise (niveau {level}).\n\n{reason}\n\n{link}\n",
        ),
        "overdue": (
            "La plainte {case} n'a pas reçu de réponse à temps et vous est transmise",
            "Une plainte n'a pas reçu de réponse à temps et vous est transmise (niveau {level}).\n\n{link}\n",
        ),
        "receipt": (
            "La plainte {case} n'a pas eu d'accusé de réception",
            "Une plainte n'a pas eu d'accusé de réception dans le délai promis.\n\n{link}\n",
        ),
    },
}


def receipt_letter(council: str, number: str, language: str | None, day: str | None) -> tuple[str, str]:
    """(subject, text). `number`: nine digits. `day`: until when it is to be answered, as YYYY-MM-DD."""
    tag = language if language and language in RECEIPT else "en"
    until = UNTIL[tag].format(day=day) if day else ""
    subject, words = RECEIPT[tag]
    return subject.format(council=council), words.format(council=council, case=written(number), until=until)


def told_letter(what: str, number: str, language: str | None, link: str, level: int, reason: str) -> tuple[str, str]:
    """(subject, text) for whoever has it now. `what`: escalated | overdue | receipt."""
    subject, words = TOLD[language if language and language in TOLD else "en"][what]
    return subject.format(case=written(number)), words.format(level=level, reason=reason, link=link)
