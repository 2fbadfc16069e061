"""Time and life signs in the database: the offset behind `ivr_now()`, and the heartbeat of each process."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.base import Base


class ClockOffset(Base):
    """One row: how far service time is from real time. Zero unless the telephone is simulated."""

    __tablename__ = "clock_offset"

    tenant: Mapped[str] = mapped_column(primary_key=True, default="*")
    seconds: Mapped[float] = mapped_column(default=0.0)


class Heartbeat(Base):
    """The last sign of life of a kind of process; real time."""

    __tablename__ = "heartbeat"

    process: Mapped[str] = mapped_column(primary_key=True)
    tenant: Mapped[str] = mapped_column(default="*")
    at: Mapped[datetime]
    detail: Mapped[str | None]
