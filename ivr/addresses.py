"""The addresses the provider is sent to, and the sealed words they carry where no database may be needed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from urllib.parse import urlencode
from uuid import UUID

from itsdangerous import BadData, URLSafeSerializer

from ivr.engine.words import Speech
from ivr.errors import NotFound
from ivr.twiml.render import TurnUrls

HINT = "e"
"""The parameter of a turn's address that names the roster of its emergency; with a key behind it, that key's."""
NO_HINTS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Whisper:
    """What somebody who is rung hears before accepting: a leg in an address, whole, so that it needs no database."""

    line: str
    accept: str
    speeches: tuple[Speech, ...]


class Addresses:
    """`public_url` without a slash at its end; `secrets`: the first signs, all are accepted."""

    def __init__(self, public_url: str, secrets: tuple[str, ...]) -> None:
        self._base = public_url
        self._serializer = URLSafeSerializer(list(reversed(secrets)), salt="leg")
        self._names = URLSafeSerializer(list(reversed(secrets)), salt="rung while the database was away")

    def turn(self, call_id: UUID, number: int) -> str:
        return f"{self._base}/voice/turn/{call_id}/{number}"

    def now(self, call_id: UUID) -> str:
        """Where a live call is called to, whatever turn it awaits."""
        return f"{self._base}/voice/turn/{call_id}/now"

    def person(self, leg_id: UUID, number: int) -> str:
        """A turn of the call to a person on duty; 0 is its first."""
        return f"{self._base}/voice/leg/{leg_id}/{number}"

    def person_now(self, leg_id: UUID) -> str:
        """Where the call to somebody who was rung is called to, whatever turn it awaits."""
        return f"{self._base}/voice/leg/{leg_id}/now"

    def of_person(self, leg_id: UUID, number: int) -> TurnUrls:
        """Every address an answer to a person on duty may need; `number` is the turn that comes next."""
        return replace(self.of_turn(leg_id, number), action=self.person(leg_id, number))

    def of_turn(
        self, call_id: UUID, number: int, whisper: Whisper | None = None, hints: Mapping[str, str] = NO_HINTS
    ) -> TurnUrls:
        """Every address an answer may need; `number` is the turn that comes next, `hints` those of `engine.hints`."""
        query = urlencode({f"{HINT}{key}": roster for key, roster in hints.items()})
        turn = self.turn(call_id, number)
        return TurnUrls(
            action=f"{turn}?{query}" if query else turn,
            whisper=self.leg(whisper, 1) if whisper else "",
            recording=f"{self._base}/recordings/status",
            status=f"{self._base}/voice/status",
            transcript=f"{self._base}/recordings/transcript",
            talks=f"{self._base}/recordings/talks",
            left=f"{self._base}/voice/talk/left",
        )

    def leg(self, whisper: Whisper, number: int) -> str:
        return self.leg_again(self.seal(whisper), number)

    def leg_again(self, sealed: str, number: int) -> str:
        return f"{self._base}/voice/leg/{sealed}/{number}"

    def person_status(self, leg_id: UUID) -> str:
        """Where the provider reports how that call goes."""
        return f"{self._base}/voice/leg/{leg_id}/status"

    def person_machine(self, leg_id: UUID) -> str:
        """Where the provider says what has answered it."""
        return f"{self._base}/voice/leg/{leg_id}/machine"

    def telling(self, words: Whisper) -> str:
        """What somebody hears who is rung only to be told something; sealed, so that it needs no database."""
        return f"{self._base}/voice/tell/{self.seal(words)}"

    def music(self, name: str) -> str:
        """Where the provider gets a group's music: our own by its name, or the address that is written; "" for none."""
        return name if not name or "://" in name else f"{self._base}/static/music/{name}.wav"

    def text_status(self) -> str:
        """Where the provider reports what becomes of a text; the text's own id may follow, after a slash."""
        return f"{self._base}/messages/status"

    def check(self, test: UUID, number: int) -> str:
        """What the person hears whose number is tested; `number` is the turn."""
        return f"{self._base}/voice/check/{test}/{number}"

    def check_status(self, test: UUID) -> str:
        """Where the end of a test call is told."""
        return f"{self._base}/voice/check/{test}/status"

    def after_fallback(self, tried: int, roster: str, who: str) -> str:
        """Where it is told how ringing `who` ended, the one before number `tried`; `roster` is "" for none."""
        return (
            f"{self._base}/voice/fallback/end?{urlencode({'tried': tried, HINT: roster, 'by': self._sealed_name(who)})}"
        )

    def who_took_it(self, sealed: str) -> str:
        """The handle that `after_fallback` sealed. Raises NotFound for anything else."""
        try:
            return str(self._names.loads(sealed))
        except BadData as error:
            raise NotFound("nobody was rung by that name") from error

    def _sealed_name(self, who: str) -> str:
        sealed = self._names.dumps(who)
        return sealed if isinstance(sealed, str) else sealed.decode()

    def seal(self, whisper: Whisper) -> str:
        words = [[speech.language, speech.text] for speech in whisper.speeches]
        sealed = self._serializer.dumps([whisper.line, whisper.accept, words])
        return sealed if isinstance(sealed, str) else sealed.decode()

    def unseal(self, sealed: str) -> Whisper:
        """Raises NotFound for anything this service has not sealed."""
        try:
            line, accept, words = self._serializer.loads(sealed)
        except BadData as error:
            raise NotFound("no such leg") from error
        return Whisper(line, accept, tuple(Speech(language, text) for language, text in words))
