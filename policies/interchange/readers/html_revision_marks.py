"""What a word processor leaves open in HTML: tracked changes, and comments in the margin."""

from __future__ import annotations

import re
from collections.abc import Callable

from bs4 import BeautifulSoup, Tag

from .common_sentences import changes_asked, changes_settled, comments_asked, comments_left_out
from .named_images import listed
from .parsed_text import Answers, Comment, Question

_COMMENT = re.compile(r"mso-element\s*:\s*comment(?:-list)?\s*(?:;|$)", re.IGNORECASE)
_AUTHOR = re.compile(r"mso-comment-author\s*:\s*\"?([^\";]{1,200})", re.IGNORECASE)
_ABOUT = re.compile(r"mso-comment-reference\s*:\s*[^;]*?_(\d+)", re.IGNORECASE)
_MARK = re.compile(r"mso-special-character\s*:\s*comment", re.IGNORECASE)
_NUMBER = re.compile(r"_(\d+)$")


def settle(
    soup: BeautifulSoup, answers: Answers, warn: Callable[[str], None]
) -> tuple[tuple[Comment, ...], list[Question]]:
    """Settle the tracked changes, and take the comments out; what nobody decided on yet is asked."""
    questions: list[Question] = []
    if changes := _settled_changes(soup, answers):
        if answers.changes == "ask":
            questions.append(Question("changes", changes_asked(changes), ("accept", "reject")))
        else:
            warn(changes_settled(changes, accepted=answers.changes == "accept"))
    comments = _comments_of(soup)
    if comments and answers.comments == "ask":
        said = listed([f"{comment.author}: {comment.text}" for comment in comments])
        questions.append(Question("comments", comments_asked(len(comments), said), ("drop",)))
    elif comments:
        warn(comments_left_out(len(comments)))
    return comments, questions


def _settled_changes(soup: BeautifulSoup, answers: Answers) -> int:
    """How many changes there were; other struck text is no change and stays as such."""
    changes = [tag for tag in soup.find_all(["ins", "del"]) if _is_change(tag)]
    gone = "ins" if answers.changes == "reject" else "del"
    for tag in changes:
        if tag.name == gone:
            tag.extract()
        else:
            tag.unwrap()
    return len(changes)


def _is_change(tag: Tag) -> bool:
    """Whether it says when or by whom, or something was put in the place of something else."""
    if tag.has_attr("datetime") or tag.has_attr("cite"):
        return True
    other = "ins" if tag.name == "del" else "del"
    return any(
        isinstance(beside, Tag) and beside.name == other
        for beside in (tag.next_sibling, tag.previous_sibling)
    )


def _comments_of(soup: BeautifulSoup) -> tuple[Comment, ...]:
    """Take the comments and their marks out of the page."""
    about = {
        found[1]: " ".join(tag.get_text().split())
        for tag in soup.find_all(style=_ABOUT)
        if (found := _ABOUT.search(str(tag["style"])))
    }
    comments = [_comment(tag, about) for tag in soup.find_all(class_="msocomtxt")]
    for tag in [
        *soup.find_all(class_=["msocomanchor", "msocomtxt", "msocomoff"]),
        *soup.find_all(style=_MARK),
        *soup.find_all(style=_COMMENT),
    ]:
        tag.extract()
    return tuple(comment for comment in comments if comment.text)


def _comment(tag: Tag, about: dict[str, str]) -> Comment:
    by = tag.find(style=_AUTHOR)
    author = _AUTHOR.search(str(by["style"])) if isinstance(by, Tag) else None
    number = _NUMBER.search(str(tag.get("id") or ""))
    for mark in tag.find_all(class_=["msocomanchor", "msocomhide"]):
        mark.extract()
    return Comment(
        author=author[1].strip("'\" ") if author else "",
        text=" ".join(tag.get_text(" ").split()),
        about=about.get(number[1], "") if number else "",
    )
