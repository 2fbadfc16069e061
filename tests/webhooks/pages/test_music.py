"""The music that callers hear while they wait is served to whoever asks: the provider fetches it without a sign-in."""

from afterhours.site.answering import MUSIC
from tests.webhooks.pages.world import World
from tools.music import RATE, music, wav

HEADER = 44


def test_every_piece_that_a_group_may_name_is_there_for_the_provider(world: World) -> None:
    for name in MUSIC:
        with world.browser().get(f"/static/music/{name}.wav") as served:
            assert (served.status_code, str(served.mimetype)[:6]) == (200, "audio/")
            assert served.data[:4] + served.data[8:16] == b"RIFFWAVEfmt "


def test_it_is_made_here_begins_and_ends_in_silence_and_lasts_for_less_than_half_a_minute() -> None:
    sound = music()[HEADER:]
    assert len(sound) < 30 * RATE
    assert {*sound[:20], *sound[-20:]} <= {0xFF, 0x7F, 0xFE, 0x7E}
    assert len(wav([])) == HEADER
