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
        "waiting_keys": "Please stay on the line. To add something, press 1. To be called back instead, press 2.",
        "still_calling": "We are still calling. Nobody has answered yet; you have been waiting for {minutes} min.",
        "emergency_taken_hold": "Somebody has taken your emergency. Please hold, we are putting you through.",
        "emergency_taken": "Somebody has taken your emergency and will call you back or come to you.",
        "emergency_over": "Your emergency has been dealt with.",
        "emergency_morning": "The person on duty says that it can wait until morning. The office will call you back.",
        "joining": "Somebody is on the line for you now.",
        "words_kept": "Thank you. We pass that on.",
        "known_already": (
            "We know of this already, and are dealing with it. If it is worse, or somewhere else, press 1."
            " Otherwise you need do nothing."
        ),
        "known_end": "Thank you. Your report is kept with the others.",
        "page_announce": "{line}, for {person}. To hear the message, press 1.",
        "page_what": "Emergency: {service}.",
        "page_where": "Place: {place}.",
        "page_words": "The caller said:",
        "page_caller": "The caller's number is {number}.",
        "page_case": "Case {number}.",
        "page_keys": "To accept, press 1. To decline, press 2. To hear it again, press 3. To hear it slowly, press 4.",
        "page_key_same": "If it is the same as another one, press 5.",
        "page_veiled": "A confidential emergency. What it is, you hear once you have accepted it with your PIN.",
        "page_veiled_keys": "To accept, press 1. To decline, press 2. To hear it again, press 3.",
        "page_pin": "Enter your PIN and the pound key.",
        "page_unproven": "That is not right, either. We call somebody else.",
        "page_taken": "{person} has taken it already.",
        "page_second_wanted": "{person} has this emergency, and asks for a second person.",
        "page_comes_along": "Thank you. {person} is told that you come along.",
        "page_over": "It is not open any more.",
        "page_anyway": "There is nothing for you to do. You can hang up.",
        "page_declined": "Thank you. We call somebody else.",
        "page_yours": "You have accepted. It is yours now.",
        "page_joining": "The caller is on the line.",
        "page_other": "For case {number}, press {key}.",
        "page_same_done": "Kept together.",
        "page_ring_caller": "The caller has hung up. Their number is {number}. To ring them now, press 1.",
        "page_no_number": "The caller has hung up, and left no number.",
        "page_after": (
            "If it is done, press 1. To hand it on, press 2. To call in a second person, press 3."
            " If it can wait until morning, press 4. Otherwise you can hang up."
        ),
        "page_ask": "You have accepted an emergency: {service}, case {number}.",
        "page_ask_veiled": "You have accepted a confidential emergency, case {number}.",
        "page_done": "Thank you. It is noted as done.",
        "page_hand_on": "We call somebody else.",
        "page_second": "We call a second person.",
        "page_morning": "It is kept for the office.",
        "page_goodbye": "Goodbye.",
        "pin": (
            "You call from your own number, and there are open emergencies."
            " Enter your PIN and the pound key. To go on without, please wait."
        ),
        "pin_wrong": "That is not right. Once more, please.",
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
        "waiting_keys": "Restez en ligne. Pour ajouter quelque chose, faites le 1. Pour être rappelé, faites le 2.",
        "still_calling": "Nous appelons toujours. Personne n'a encore répondu; vous attendez depuis {minutes} min.",
        "emergency_taken_hold": "Quelqu'un a pris en charge votre urgence. Veuillez patienter, nous vous le passons.",
        "emergency_taken": "Quelqu'un a pris en charge votre urgence et vous rappellera ou viendra sur place.",
        "emergency_over": "Votre urgence a été traitée.",
        "emergency_morning": "La personne de garde dit que cela peut attendre le matin. Le bureau vous rappellera.",
        "joining": "Quelqu'un est maintenant en ligne pour vous.",
        "words_kept": "Merci. Nous transmettons.",
        "known_already": (
            "Nous sommes déjà au courant et nous nous en occupons. Si c'est plus grave, ou ailleurs, faites le 1."
            " Sinon, vous n'avez rien à faire."
        ),
        "known_end": "Merci. Votre signalement est joint aux autres.",
        "page_announce": "{line}, pour {person}. Pour entendre le message, faites le 1.",
        "page_what": "Urgence : {service}.",
        "page_where": "Lieu : {place}.",
        "page_words": "La personne a dit :",
        "page_caller": "Son numéro est le {number}.",
        "page_case": "Dossier {number}.",
        "page_keys": (
            "Pour accepter, faites le 1. Pour refuser, le 2. Pour réentendre, le 3. Pour entendre lentement, le 4."
        ),
        "page_key_same": "Si c'est la même qu'une autre, faites le 5.",
        "page_veiled": "Une urgence confidentielle. Vous entendrez ce que c'est après l'avoir acceptée avec votre NIP.",
        "page_veiled_keys": "Pour accepter, faites le 1. Pour refuser, le 2. Pour réentendre, le 3.",
        "page_pin": "Entrez votre NIP et le carré.",
        "page_unproven": "Ce n'est pas exact non plus. Nous appelons quelqu'un d'autre.",
        "page_taken": "{person} l'a déjà prise en charge.",
        "page_second_wanted": "{person} a pris en charge cette urgence et demande une deuxième personne.",
        "page_comes_along": "Merci. Nous disons à {person} que vous venez aussi.",
        "page_over": "Elle n'est plus ouverte.",
        "page_anyway": "Vous n'avez rien à faire. Vous pouvez raccrocher.",
        "page_declined": "Merci. Nous appelons quelqu'un d'autre.",
        "page_yours": "Vous avez accepté. Elle est à vous.",
        "page_joining": "La personne est en ligne.",
        "page_other": "Pour le dossier {number}, faites le {key}.",
        "page_same_done": "Les deux sont réunies.",
        "page_ring_caller": "La personne a raccroché. Son numéro est le {number}. Pour l'appeler, faites le 1.",
        "page_no_number": "La personne a raccroché, sans laisser de numéro.",
        "page_after": (
            "Si c'est réglé, faites le 1. Pour la transmettre, le 2. Pour appeler une deuxième personne, le 3."
            " Si cela peut attendre le matin, le 4. Sinon, vous pouvez raccrocher."
        ),
        "page_ask": "Vous avez accepté une urgence : {service}, dossier {number}.",
        "page_ask_veiled": "Vous avez accepté une urgence confidentielle, dossier {number}.",
        "page_done": "Merci. C'est noté comme réglé.",
        "page_hand_on": "Nous appelons quelqu'un d'autre.",
        "page_second": "Nous appelons une deuxième personne.",
        "page_morning": "Elle est gardée pour le bureau.",
        "page_goodbye": "Au revoir.",
        "pin": (
            "Vous appelez de votre propre numéro, et il y a des urgences ouvertes."
            " Entrez votre NIP et le carré. Pour continuer sans, patientez."
        ),
        "pin_wrong": "Ce n'est pas exact. Encore une fois, s'il vous plaît.",
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
        "text_nobody": "aucune personne",
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
        "pin": (
            "You call from your own number, and there are open emergencies."
            " Enter your PIN and the hash key. To go on without, please wait."
        ),
        "page_pin": "Enter your PIN and the hash key.",
    },
    "fr-FR": {
        "after_tone": "Parlez après le signal. Appuyez sur la touche dièse quand vous avez terminé.",
        "message": "Laissez votre message après le signal. Appuyez sur la touche dièse quand vous avez terminé.",
        "your_number": "À quel numéro pouvons-nous vous joindre ? Entrez-le, puis appuyez sur la touche dièse.",
        "page_pin": "Entrez votre code et la touche dièse.",
    },
}


def sentence(name: str, language: str, locale: str = "") -> str:
    """The built-in sentence `name` in `language`, in the words of `locale` where they differ."""
    return DIALECTS.get(locale, {}).get(name) or SENTENCES[language][name]
