"""The receipt that a caller gets by text: who has it, and its number. Nothing of what it is about."""

from collections.abc import Mapping

from afterhours.rules.case_numbers import written

RECEIPTS: Mapping[str, str] = {
    "en": "{council}: we have what you told us. Your case number is {case}. Have it ready when you call. "
    "Text STOP for no more texts.",
    "fr": "{council} : nous avons pris note de votre appel. Votre numéro de dossier : {case}. Gardez-le. "
    "Textez STOP pour ne plus recevoir de textos.",
}
"""No sign beyond the networks' basic alphabet: one of them doubles the price of a text."""


def receipt(council: str, number: str, language: str | None) -> str:
    """`number`: the case's nine digits. A language without words here is answered in English."""
    return RECEIPTS.get(language or "", RECEIPTS["en"]).format(council=council, case=written(number))
