"""The shared cache when Redis is lost."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from cms import caches
from cms.caches import PatientRedisCache


@pytest.fixture
def lost(tmp_path: Path) -> PatientRedisCache:
    """A cache whose Redis is not there."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = {"FALLBACK": tmp_path, "socket_connect_timeout": 1}
    return PatientRedisCache(f"redis://127.0.0.1:{port}/0", {"OPTIONS": options})


def test_what_is_kept_while_redis_is_lost_is_found_again(lost: PatientRedisCache) -> None:
    assert lost.get("key") is None

    lost.set("key", {"a": 1})
    lost.set_many({"b": 2})

    assert lost.get("key") == {"a": 1}
    assert lost.get_many(["key", "b"]) == {"key": {"a": 1}, "b": 2}


def test_a_limit_is_counted_while_redis_is_lost(lost: PatientRedisCache) -> None:
    assert lost.add("attempts", 1)
    assert not lost.add("attempts", 1)
    assert lost.incr("attempts") == 2


def test_redis_is_not_asked_again_at_once(
    lost: PatientRedisCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost.get("key")

    def refused(*_: object) -> None:
        raise AssertionError("it was asked")

    monkeypatch.setattr(caches.RedisCache, "_cache", property(refused))
    assert lost.get("key") is None
