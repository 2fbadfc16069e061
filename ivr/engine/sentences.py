"""The sentences the program itself speaks, in each language it knows. Staff write everything else.

`digits` joins single digits so that a voice reads them one by one. A language that is not here cannot be a line's
language: `ivr check` says so.
"""

from collections.abc import Mapping

SENTENCES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "name": "English",
        "press": "For {what}, press {key}.",
        "offer": "For English, press {key}.",
        "read_back": "You entered {value}. If that is right, press 1. To try again, press 2.",
        "heard_back": "I understood: {value}. If that is right, press 1. To try again, press 2.",
        "yes_no": "For yes, press 1. For no, press 2.",
        "after_tone": "Please speak after the tone. Press the pound key when you have finished.",
        "silent": "Sorry, I heard nothing.",
        "wrong": "That is not one of the choices.",
        "wrong_entry": "That number cannot be right.",
        "message": "Please say your message after the tone. Press the pound key when you have finished.",
        "your_number": "At which number can we reach you? Please enter it, then press the pound key.",
        "status": "Your case {number}, opened on {date}, is {status}.",
        "connecting": "Please hold. We are calling the person on duty.",
        "whisper": "A call from {line} for you. To take it, press {key}.",
        "number_test": "This is a test call from {council}. To confirm that you can be reached here, press {key}.",
        "number_test_thanks": "Thank you. You can be reached here.",
        "fault": "Something has gone wrong on our side. Please hold, we are connecting you to a person.",
        "fault_end": "We cannot reach anybody at this moment. Please call again in a few minutes.",
        "text_reply": "This number takes calls only. Please call {number}.",
        "text_help": "This is the telephone service of {council}: please call {number}. "
        "Text STOP for no more texts from this number, START to have them again.",
        "text_duty": "For those on duty: text WHO and your PIN to hear who is on duty, "
        "or TAKE, your PIN and the case number to take an emergency.",
        "text_refused": "Your number and this PIN do not go together. After five wrong ones wait 15 minutes.",
        "text_none": "There is no open emergency for you.",
        "text_no_case": "Case {case} is no open emergency of yours.",
        "text_which": "Several are open. Text TAKE, your PIN and one of these case numbers:",
        "text_over": "Case {case} is over already.",
        "text_on_duty": "On duty now:",
        "text_no_roster": "You are on no roster.",
        "text_nobody": "nobody",
        "text_away": "That cannot be done by text at this moment. Please call {number}.",
        "status_new": "registered and waiting to be looked at",
        "status_open": "being worked on",
        "status_waiting": "waiting for more information",
        "status_resolved": "done",
        "status_closed": "closed",
    },
    "fr": {
        "name": "Français",
        "press": "Pour {what}, faites le {key}.",
        "offer": "Pour le français, faites le {key}.",
        "read_back": "Vous avez entré {value}. Si c'est exact, faites le 1. Pour recommencer, faites le 2.",
        "heard_back": "J'ai compris : {value}. Si c'est exact, faites le 1. Pour recommencer, faites le 2.",
        "yes_no": "Pour oui, faites le 1. Pour non, faites le 2.",
        "after_tone": "Parlez après le signal. Appuyez sur le carré quand vous avez terminé.",
        "silent": "Désolé, je n'ai rien entendu.",
        "wrong": "Ce choix n'existe pas.",
        "wrong_entry": "Ce numéro ne peut pas être exact.",
        "message": "Laissez votre message après le signal. Appuyez sur le carré quand vous avez terminé.",
        "your_number": "À quel numéro pouvons-nous vous joindre? Entrez-le, puis appuyez sur le carré.",
        "status": "Votre dossier {number}, ouvert le {date}, est {status}.",
        "connecting": "Veuillez patienter. Nous appelons la personne de garde.",
        "whisper": "Un appel de {line} pour vous. Pour le prendre, faites le {key}.",
        "number_test": "Ceci est un appel d'essai : {council}. Pour confirmer qu'on vous joint ici, faites le {key}.",
        "number_test_thanks": "Merci. On peut vous joindre ici.",
        "fault": "Un problème est survenu de notre côté. Veuillez patienter, nous vous mettons en communication.",
        "fault_end": "Nous ne pouvons joindre personne en ce moment. Veuillez rappeler dans quelques minutes.",
        "text_reply": "Ce numéro ne reçoit que les appels. Veuillez composer le {number}.",
        "text_help": "Service téléphonique de {council} : veuillez composer le {number}. "
        "Textez ARRET pour ne plus rien recevoir de ce numéro, START pour recevoir à nouveau.",
        "text_duty": "Pour les personnes de garde : textez QUI et votre NIP pour savoir qui est de garde, "
        "ou PRENDRE, votre NIP et le numéro de dossier pour prendre une urgence en charge.",
        "text_refused": "Votre numéro et ce NIP ne vont pas ensemble. Après cinq erreurs, attendez 15 minutes.",
        "text_none": "Aucune urgence ouverte pour vous.",
        "text_no_case": "Le dossier {case} n'est pas une urgence ouverte pour vous.",
        "text_which": "Plusieurs sont ouvertes. Textez PRENDRE, votre NIP et un de ces numéros :",
        "text_over": "Le dossier {case} est déjà clos.",
        "text_on_duty": "De garde maintenant :",
        "text_no_roster": "Vous n'êtes sur aucun tableau de garde.",
        "text_nobody": "personne",
        "text_away": "Impossible par texto en ce moment. Veuillez composer le {number}.",
        "status_new": "enregistré et en attente d'examen",
        "status_open": "en cours de traitement",
        "status_waiting": "en attente de renseignements",
        "status_resolved": "réglé",
        "status_closed": "fermé",
    },
}

DIALECTS: Mapping[str, Mapping[str, str]] = {
    "en-GB": {
        "after_tone": "Please speak after the tone. Press the hash key when you have finished.",
        "message": "Please say your message after the tone. Press the hash key when you have finished.",
        "your_number": "On which number can we reach you? Please enter it, then press the hash key.",
    },
    "fr-FR": {
        "after_tone": "Parlez après le signal. Appuyez sur la touche dièse quand vous avez terminé.",
        "message": "Laissez votre message après le signal. Appuyez sur la touche dièse quand vous avez terminé.",
        "your_number": "À quel numéro pouvons-nous vous joindre ? Entrez-le, puis appuyez sur la touche dièse.",
    },
}


def sentence(name: str, language: str, locale: str = "") -> str:
    """The built-in sentence `name` in `language`, in the words of `locale` where they differ."""
    return DIALECTS.get(locale, {}).get(name) or SENTENCES[language][name]
