"""What several readers say in the same words."""

from __future__ import annotations

from .worded import worded, worded_many


def changes_asked(count: int) -> str:
    return worded_many(
        "{count} tracked change: accept it or reject it",
        "{count} tracked changes: accept them or reject them",
        count,
    )


def changes_settled(count: int, *, accepted: bool) -> str:
    if accepted:
        return worded_many(
            "{count} tracked change was accepted", "{count} tracked changes were accepted", count
        )
    return worded_many(
        "{count} tracked change was rejected", "{count} tracked changes were rejected", count
    )


def comments_asked(count: int, said: str = "") -> str:
    if not said:
        return worded_many(
            "{count} comment: drop it or answer it first",
            "{count} comments: drop them or answer them first",
            count,
        )
    return worded_many(
        "{count} comment: drop it or answer it first ({said})",
        "{count} comments: drop them or answer them first ({said})",
        count,
        said=said,
    )


def comments_left_out(count: int) -> str:
    return worded_many("{count} comment was left out", "{count} comments were left out", count)


def struck_heading(heading: str) -> str:
    return worded(
        "struck words in the heading “{heading}” are shown as its other words: check it", heading=heading
    )


def too_large(megabytes: int) -> str:
    return worded("larger than {most} MB: no policy is", most=megabytes)


def too_deep(most: int) -> str:
    return worded("lists or quotations are nested more than {most} deep", most=most)
