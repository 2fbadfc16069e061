"""What `/metrics` counts. Names and labels hold no personal data."""

from prometheus_client import Counter, Histogram

TURNS = Counter("ivr_turns_total", "Answers given to the provider", ["route"])
FALLBACKS = Counter("ivr_fallbacks_total", "Callers put through because the program failed", ["cause"])
REFUSED_SIGNATURES = Counter("ivr_refused_signatures_total", "Requests without a valid signature of the provider")
SPOOLED = Counter("ivr_spooled_requests_total", "Requests kept on disk while the database was away")
TURN_SECONDS = Histogram(
    "ivr_turn_seconds", "Time to answer the provider", ["route"], buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1, 5)
)
