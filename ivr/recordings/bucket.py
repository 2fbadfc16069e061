"""Recordings in a bucket that speaks S3: of a cloud, or of the county's own storage (MinIO, Ceph).

The client is imported when the store is made: it costs 25 MB, which a service with a folder does not need. Checksums
beyond S3's first version are asked for by nobody here, because not every storage knows them; what was stored is read
back and compared by this program.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import Any

from ivr.errors import NotFound, StoreGone
from ivr.recordings.port import CHUNK, Kept, Tally, checked

IN_MEMORY = 8 * 1024 * 1024
"""A larger recording waits in a file without a name while its length is found out."""
PROBE = f"00/{0:032x}.wav"
MISSING = ("404", "NoSuchKey", "NotFound")
CONNECT_SECONDS, READ_SECONDS = 3, 30


class BucketStore:
    """Implements `port.SoundStore`. `prefix` is "" or ends with a slash.

    Without `key` and `secret` the machine's own role signs.
    """

    def __init__(
        self, bucket: str, prefix: str = "", *, endpoint: str = "", region: str = "", key: str = "", secret: str = ""
    ) -> None:
        self._bucket, self._prefix = bucket, prefix
        self._client = client_of(endpoint, region, key, secret)

    def put(self, key: str, chunks: Iterable[bytes], kind: str) -> Kept:
        tally = Tally()
        with SpooledTemporaryFile(IN_MEMORY) as file:
            for chunk in tally.of(chunks):
                file.write(chunk)
            file.seek(0)
            named = {**self._named(key), "Body": file, "ContentLength": tally.kept.bytes, "ContentType": kind}
            with translated("write to"):
                self._client.put_object(**named)
        return tally.kept

    def read(self, key: str, first: int = 0, last: int | None = None) -> Iterator[bytes]:
        part = f"bytes={first}-{'' if last is None else last}"
        asked = {} if first == 0 and last is None else {"Range": part}
        with translated("read"):
            answer = self._client.get_object(**self._named(key), **asked)
            with answer["Body"] as body:
                while chunk := body.read(CHUNK):
                    yield chunk

    def delete(self, key: str) -> None:
        with translated("delete from"):
            self._client.delete_object(**self._named(key))

    def keys(self) -> Iterator[str]:
        with translated("list"):
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=self._prefix)
            for page in pages:
                for found in page.get("Contents", ()):
                    yield str(found["Key"]).removeprefix(self._prefix)

    def check(self) -> None:
        """By storing a word, reading it and deleting it."""
        self.put(PROBE, [b"311"], "audio/x-wav")
        try:
            if b"".join(self.read(PROBE)) != b"311":
                raise StoreGone("The bucket of recordings does not give back what was stored.")
        except NotFound as error:
            raise StoreGone("The bucket of recordings does not give back what was stored.") from error
        finally:
            self.delete(PROBE)

    def _named(self, key: str) -> dict[str, str]:
        return {"Bucket": self._bucket, "Key": self._prefix + checked(key)}


def client_of(endpoint: str, region: str, key: str, secret: str) -> Any:
    import boto3
    from botocore.config import Config

    config = Config(
        signature_version="s3v4",
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"total_max_attempts": 2, "mode": "standard"},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        s3={"addressing_style": "path" if endpoint else "auto"},
    )
    return boto3.session.Session().client(
        "s3",
        endpoint_url=endpoint or None,
        region_name=region or None,
        aws_access_key_id=key or None,
        aws_secret_access_key=secret or None,
        config=config,
    )


@contextmanager
def translated(wish: str) -> Iterator[None]:
    """Errors of the client, of the store and of the network as ours."""
    from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if code in MISSING:
            raise NotFound("There is no such recording in the bucket.") from error
        raise StoreGone(f"Cannot {wish} the bucket of recordings: it answers {code or 'nothing known'}.") from error
    except (BotoCoreError, HTTPClientError, OSError) as error:
        raise StoreGone(f"Cannot {wish} the bucket of recordings ({type(error).__name__}).") from error
