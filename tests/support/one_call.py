"""`python -m tests.support.one_call`: a process that begins, answers one call, and prints what it has loaded for that.

As JSON: the top names of its modules, without those that Python itself loads at the start.
"""

import sys

BEFORE = set(sys.modules)


def main() -> None:
    """Settings come from the environment, as everywhere; nothing is loaded here that an answer does not need."""
    from ivr import settings
    from ivr.twiml.signature import joined, sign
    from webhooks.wsgi import application

    chosen = settings.load()
    form = {
        "CallSid": "CA" + "1" * 32,
        "AccountSid": chosen.twilio_account_sid,
        "From": "+15195550123",
        "To": "+15195550100",
        "CallStatus": "ringing",
    }
    message = f"{chosen.public_url}/voice{joined(form)}".encode()
    signature = sign(message, chosen.twilio_auth_tokens[0]).decode()
    answer = application().test_client().post("/voice", data=form, headers={"X-Twilio-Signature": signature})
    if answer.status_code != 200 or "<Gather" not in answer.text:
        raise SystemExit(f"The call was answered with {answer.status_code}: {answer.text}")
    tell({name.partition(".")[0] for name in set(sys.modules) - BEFORE})


def tell(loaded: set[str]) -> None:
    import json

    print(json.dumps(sorted(loaded)))


if __name__ == "__main__":
    main()
