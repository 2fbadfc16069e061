"""What people on duty are told beside emergencies: one table of sentences, in each language. Pure."""

from collections.abc import Mapping

OTHERWISE = "en"
SENTENCES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "reminder": "{council}: you are on duty for {duty} from {start} to {end}. You are rung from {number}.",
        "moved": "{council}: the roster has changed.{lost}{gained}",
        "lost": " No longer yours: {shifts}.",
        "gained": " Yours now: {shifts}.",
        "more": "and {count} more",
        "shift": "{duty}, {start} to {end}",
        "unconfirmed": (
            "{council}: three test calls to the number of {name} that ends in {ending} were not confirmed with a key."
            " Until one is, nobody is rung there for an emergency. Ask for a new test call, or give another number."
        ),
        "subject_reminder": "You are on duty soon",
        "subject_moved": "Your shifts have changed",
        "subject_unconfirmed": "A number did not answer its test calls",
    },
    "fr": {
        "reminder": "{council} : vous êtes de garde du {start} au {end} : {duty}. Les appels viennent du {number}.",
        "moved": "{council} : le tableau de garde a changé.{lost}{gained}",
        "lost": " Vous n'avez plus : {shifts}.",
        "gained": " Vous avez maintenant : {shifts}.",
        "more": "et {count} de plus",
        "shift": "{duty}, du {start} au {end}",
        "unconfirmed": (
            "{council} : trois appels d'essai au numéro de {name} qui se termine par {ending} n'ont pas été confirmés."
            " D'ici là, on n'y appelle personne pour une urgence. Demandez un nouvel essai ou donnez un autre numéro."
        ),
        "subject_reminder": "Vous serez bientôt de garde",
        "subject_moved": "Vos gardes ont changé",
        "subject_unconfirmed": "Un numéro n'a pas confirmé ses appels d'essai",
    },
}

DUTIES: Mapping[str, Mapping[str, str]] = {
    "en": {"other": "{duty}"},
    "fr": {
        "primary": "garde principale",
        "secondary": "garde secondaire",
        "manager": "garde du gestionnaire",
        "other": "garde {duty}",
    },
}
"""The usual names of duties in a sentence; any other is called as rosters.yaml calls it."""


def duty_name(duty: str, language: str | None) -> str:
    """A duty of a roster in somebody's language."""
    names = DUTIES[known_language(language)]
    return names.get(duty, names["other"]).format(duty=duty)


def known_language(language: str | None) -> str:
    """The language itself where the table has it, else English."""
    return language if language is not None and language in SENTENCES else OTHERWISE


def say(sentence: str, language: str | None, **facts: object) -> str:
    """A sentence of the table in somebody's language."""
    return SENTENCES[known_language(language)][sentence].format(**facts)
