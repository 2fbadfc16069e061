"""The declarative base, and the column types every table shares. Keys are UUIDv7, instants aware UTC."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

import uuid_utils
from sqlalchemy import DateTime, MetaData
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.orm import DeclarativeBase

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table of the program, those of `ivr` and those of `afterhours`."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar = {
        datetime: DateTime(timezone=True),
        UUID: PG_UUID(as_uuid=True),
        dict: JSONB,
        list: JSONB,
    }


def new_key() -> UUID:
    """A UUIDv7: unique everywhere, and sorted by the time it was made."""
    return UUID(bytes=uuid_utils.uuid7().bytes)
