"""The words that the page's script needs, in the reader's language."""

from flask_babel import gettext as _


def script_words() -> dict[str, str]:
    """Name -> words; `{name}`, `{language}` and `{count}` are filled in by the script."""
    return {
        "ready": _("Ready to call"),
        "calling": _("Calling …"),
        "ringing": _("Ringing …"),
        "speaking": _("Speaking to you"),
        "waiting": _("One moment …"),
        "listening": _("Your turn: press a key, or say something"),
        "recording": _("Recording: say something, then press #"),
        "dialling": _("Somebody is being rung"),
        "talking": _("Talking with {name}"),
        "over": _("The call is over"),
        "you": _("You"),
        "pressed": _("Pressed"),
        "network": _("The network"),
        "person": _("Person on the line"),
        "rings": _("rings"),
        "hears": _("has answered, and hears:"),
        "mailbox": _("A mailbox has answered. It records everything, and presses nothing."),
        "waits": _("has answered, and waits"),
        "resting": _("got a text"),
        "link": _("Open the link"),
        "talks": _("talks with the caller"),
        "was_busy": _("was busy or declined"),
        "did_not_answer": _("did not answer"),
        "has_hung_up": _("has hung up"),
        "failed": _("could not be reached"),
        "no_voice": _("No voice for {language} in this browser: these words are shown only."),
        "no_sound": _("This browser cannot speak: the words are shown only."),
        "sound_on": _("The words are spoken by this browser."),
        "sound_off": _("Sound is off: the words are shown only."),
        "one_call": _("One call, one case."),
        "many_cases": _("{count} cases for one call: that is a fault of the program."),
        "connection": _("This page has lost its connection. What is shown stays; it tries again."),
        "story_stopped": _("The story stopped here: {what}"),
    }
