"""Which store the setting RECORDINGS names."""

from pathlib import Path
from urllib.parse import urlsplit

from ivr.recordings.bucket import BucketStore
from ivr.recordings.folder import FolderStore
from ivr.recordings.port import SoundStore
from ivr.setting_values import S3
from ivr.settings import Settings

FOLDER = "recordings"
"""Below VAR_DIR, where nothing else is set."""


def store_of(settings: Settings) -> SoundStore:
    """A folder, or a bucket; nothing is asked of it yet."""
    if not settings.recordings.startswith(S3):
        return FolderStore(folder_of(settings))
    named = urlsplit(settings.recordings)
    prefix = named.path.strip("/")
    return BucketStore(
        named.netloc,
        f"{prefix}/" if prefix else "",
        endpoint=settings.recordings_endpoint,
        region=settings.recordings_region,
        key=settings.recordings_key,
        secret=settings.recordings_secret,
    )


def folder_of(settings: Settings) -> Path:
    return Path(settings.recordings) if settings.recordings else settings.var_dir / FOLDER
