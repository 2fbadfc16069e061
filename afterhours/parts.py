"""The composition root: from the settings to everything a process needs, each piece built once and when first used."""

from functools import cached_property
from uuid import UUID

from afterhours.library import Library
from afterhours.municipality import Municipality
from afterhours.service_clock import ServiceClock
from afterhours.services.duty.live_rosters import live_rosters
from afterhours.services.mail.mailing import KIND as MAIL
from afterhours.services.mail.mailing import Mailer, MailSender, mailer_of
from afterhours.services.outbox import Sender
from afterhours.services.paging.pager import Pager
from afterhours.services.paging.senders import senders_of
from afterhours.services.paging.standing import Sources
from afterhours.services.people.known import usable_numbers
from afterhours.services.people.number_tester import NumberTester
from afterhours.services.people.number_tests import KIND as NUMBER_TEST
from afterhours.services.queue.dispatcher import Dispatcher
from afterhours.services.queue.senders import queue_senders
from afterhours.services.recordings.fetch import RecordingDeleter, RecordingFetcher
from afterhours.services.recordings.hear import Listening
from afterhours.services.recordings.links import playable_url
from afterhours.services.recordings.note import DELETE, FETCH
from afterhours.services.retention.erasing import RecordingEraser, TextEraser
from afterhours.services.retention.purging import ERASE_RECORDING, ERASE_TEXT
from afterhours.services.screenpop import links as pop_links
from afterhours.services.screenpop.grants import code_for
from afterhours.services.texts.send_receipt import KIND as RECEIPT
from afterhours.services.texts.send_receipt import ReceiptSender
from afterhours.services.texts.tell_person import KIND as PERSON
from afterhours.services.texts.tell_person import PersonTeller
from afterhours.site import Site
from afterhours.site.whom import whom
from afterhours.snapshots import Snapshots
from ivr.addresses import Addresses
from ivr.clock import Clock, SystemClock
from ivr.engine.model import Book
from ivr.errors import BadSetting
from ivr.recordings.opening import store_of
from ivr.recordings.port import SoundStore
from ivr.runner import Runner
from ivr.settings import Settings
from ivr.snapshot import Snapshot
from ivr.spool import Spool
from ivr.store.database import Database
from ivr.store.turn_path import database_calls
from ivr.telephony.port import Telephony


class Parts:
    """The parts of one process. Nothing is connected to before it is asked something."""

    def __init__(self, settings: Settings, *, real_clock: Clock | None = None) -> None:
        self.settings = settings
        self.real_clock: Clock = real_clock or SystemClock()

    @cached_property
    def database(self) -> Database:
        """Raises BadSetting where no database is set."""
        if not self.settings.database_url:
            raise BadSetting(
                "DATABASE_URL is not set. Start the service with `make run` in another terminal, or name your server."
            )
        return Database(self.settings.database_url)

    @cached_property
    def clock(self) -> Clock:
        """The service's time."""
        return ServiceClock(self.database, self.real_clock) if self.settings.simulated else self.real_clock

    @cached_property
    def library(self) -> Library:
        return Library(self.database)

    @cached_property
    def snapshots(self) -> Snapshots:
        return Snapshots(self.settings.var_dir / "snapshot.json", self.database, self.library, self.clock)

    def snapshot(self) -> Snapshot:
        """Raises Unavailable when there is none, and the database is away too."""
        return self.snapshots.current()

    @property
    def site(self) -> Site:
        """The newest revision. Raises NotFound before the first release, DatabaseGone."""
        return self.library.newest()[1]

    @property
    def book(self) -> Book:
        """What serves new calls now. Raises NotFound before the first release, DatabaseGone."""
        return self.site.book

    @cached_property
    def municipality(self) -> Municipality:
        return Municipality(self.library, self.snapshot, self.playable, self.code, self.addresses.music)

    def playable(self, recording: UUID) -> str:
        """The address at which the provider plays one of our recordings, for a while."""
        chosen = self.settings
        return playable_url(chosen.public_url, chosen.secret_keys, recording, self.real_clock.now())

    def code(self, offer: UUID) -> str:
        """The digits that open an offer's story, for whoever can only type."""
        return code_for(self.settings.secret_keys, offer)

    @cached_property
    def addresses(self) -> Addresses:
        return Addresses(self.settings.public_url, self.settings.secret_keys)

    @cached_property
    def runner(self) -> Runner:
        return Runner(lambda: database_calls(self.database), self.municipality, self.addresses)

    @cached_property
    def spool(self) -> Spool:
        return Spool(self.settings.var_dir / "spool")

    @cached_property
    def senders(self) -> dict[str, Sender]:
        """Kind of outbox message -> who sends it."""
        return {
            **senders_of(self.database, lambda: self.site, lambda: self.telephony, self.addresses, self.settings),
            **queue_senders(self.database, lambda: self.site, lambda: self.telephony, self.addresses),
            NUMBER_TEST: self.number_tester,
            PERSON: self.person_teller,
            pop_links.SPREAD: pop_links.LinkSpreader(self.pointing),
            pop_links.PUSH: pop_links.LinkPusher(self.pointing),
            pop_links.TEXT: pop_links.LinkTexter(self.pointing, lambda: self.telephony, self.addresses.text_status()),
            RECEIPT: self.receipt_sender,
        }

    @cached_property
    def pager(self) -> Pager:
        """Calls people about open emergencies."""
        return Pager(self.database, lambda: self.site, Sources(live_rosters, whom, usable_numbers), self.real_clock)

    @cached_property
    def dispatcher(self) -> Dispatcher:
        """Offers callers in line to agents."""
        return Dispatcher(self.database, lambda: self.site, self.real_clock)

    @cached_property
    def number_tester(self) -> NumberTester:
        """Rings people on duty for a test."""
        return NumberTester(self.database, lambda: self.site, lambda: self.telephony, self.addresses, self.clock)

    @cached_property
    def person_teller(self) -> PersonTeller:
        """Texts people on duty, or sends them an e-mail."""
        status_url = self.addresses.text_status()
        return PersonTeller(self.database, lambda: self.site, lambda: self.telephony, status_url, self.clock)

    @cached_property
    def receipt_sender(self) -> ReceiptSender:
        """Texts callers the number of their case."""
        status_url = self.addresses.text_status()
        return ReceiptSender(self.database, lambda: self.site, lambda: self.telephony, status_url)

    @cached_property
    def letter_senders(self) -> dict[str, Sender]:
        """The same for e-mail: nobody who is to be rung waits behind a mail server that does not answer."""
        return {
            MAIL: MailSender(self.database, self.mailer),
            pop_links.MAIL: pop_links.LinkMailer(self.pointing, lambda: self.mailer),
        }

    @cached_property
    def pointing(self) -> pop_links.Pointing:
        """What sends answering companies the links to the calls they are offered."""
        return pop_links.Pointing(self.database, lambda: self.site, self.settings, self.clock, self.real_clock)

    @cached_property
    def large_senders(self) -> dict[str, Sender]:
        """The same for what may take minutes, and must not keep the others waiting."""
        given = (self.database, lambda: self.telephony, lambda: self.recordings, self.clock)
        return {
            FETCH: RecordingFetcher(*given),
            DELETE: RecordingDeleter(*given),
            ERASE_RECORDING: RecordingEraser(*given[:3]),
            ERASE_TEXT: TextEraser(given[1]),
        }

    @cached_property
    def listening(self) -> Listening:
        """The way to what callers said."""
        return Listening(lambda: self.recordings, lambda: self.telephony)

    @cached_property
    def recordings(self) -> SoundStore:
        """Where recordings are kept."""
        return store_of(self.settings)

    @cached_property
    def mailer(self) -> Mailer:
        """The mail server, or the folder of letters."""
        return mailer_of(self.settings, self.real_clock)

    @cached_property
    def telephony(self) -> Telephony:
        """The provider, or the simulated network at TWILIO_API_BASE."""
        from ivr.telephony.twilio_adapter import TwilioTelephony

        chosen = self.settings
        token = chosen.twilio_auth_tokens[0] if chosen.twilio_auth_tokens else ""
        return TwilioTelephony(chosen.twilio_account_sid, token, chosen.twilio_api_base)

    def close(self) -> None:
        """Let go of the database's connections."""
        if "database" in self.__dict__:
            self.database.close()


def build(settings: Settings) -> Parts:
    """The parts of a process with these settings."""
    return Parts(settings)
