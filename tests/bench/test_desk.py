"""The bench of the desks: what it reads in a stream, and what it tells."""

from bench.browsers import offers_in
from bench.desk import Found, as_object, as_table


def test_offers_are_read_out_of_a_piece_of_a_stream_between_other_news() -> None:
    news = b'e\r\nevent: look\ndata: {}\n\nevent: offer\ndata: {"id":"7"}\n\nevent: queue\ndata: {"id":"8"}\n\n'
    assert offers_in(news + b'event: offer\ndata: {"id":"9"}\n\n') == ["7", "9"]


def test_each_window_is_compared_with_the_one_beside_it() -> None:
    found = Found([0.01, 0.02], [0.03, 0.04], 1, beside=[0.02, 0.03, 0.05], alone=[0.02, 0.02, 0.05])
    assert as_object(found)["ratio"] == [1.0, 1.0, 1.5]
    assert as_object(found)["shown_p50_p95_max"] == [0.04, 0.04, 0.04]
    assert "2 offers, 1 not seen" in as_table(found, 100)
