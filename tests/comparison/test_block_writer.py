"""What each kind of change is written as: the elements, classes and attributes that style sheets and scripts go by."""

from __future__ import annotations

import pytest

from policies.comparison.compare import compare
from policies.comparison.show.redline import number_html, redline_html, section_html, start_html
from policies.comparison.show.render_context import RenderContext
from policies.comparison.show.side_by_side import heading_pair, pairs_html, passage_pair
from policies.document.blocks import Block, Definition, Definitions, List, Note, Paragraph, Run, Table

from .page import LABELS
from .samples import bullets, document, runs, section, table


def said(words: str) -> str:
    return f'<span class="visually-hidden"> {words} </span>'


def mark(number: int) -> str:
    return f'<span class="mark" id="change-{number}" data-n="{number}"></span>'


def gone(words: str) -> str:
    return f"<del>{said('[deletion')}{words}{said('end of deletion]')}</del>"


def come(words: str) -> str:
    return f"<ins>{said('[insertion')}{words}{said('end of insertion]')}</ins>"


TURNED = '<bdi dir="rtl">'


def turned(html: str) -> str:
    """What is Arabic within French has its direction."""
    return html.replace("<del>", '<del dir="rtl">').replace("<ins>", '<ins dir="rtl">')


def text(words: str, **formatting: object) -> Paragraph:
    return Paragraph(runs=runs(words, **formatting))


def note(tone: str) -> Note:
    return Note(tone=tone, blocks=(text("a"),))


def terms(meaning: str) -> Definitions:
    return Definitions(items=(Definition(term=runs("Donnée"), blocks=(text(meaning),)),))


def years(number: int, caption: str = "", header: tuple[str, ...] = ()) -> Table:
    return Table(
        caption=runs(caption) if caption else (),
        header=tuple(map(runs, header)),
        rows=((runs("Nom"), runs(f"{number} ans")),),
    )


SAME = [
    (text("Un mot."), "<p>Un mot.</p>"),
    (bullets("nom", "âge"), "<ul><li>nom</li><li>âge</li></ul>"),
    (bullets("nom", "âge", ordered=True), "<ol><li>nom</li><li>âge</li></ol>"),
    (note("info"), '<div class="note note--info" role="note"><p>a</p></div>'),
    (terms("un mot"), '<dl class="definitions"><div><dt>Donnée</dt><dd><p>un mot</p></dd></div></dl>'),
    (
        years(3),
        '<div class="table" tabindex="0"><table><tbody><tr><td>Nom</td><td>3 ans</td></tr></tbody></table></div>',
    ),
]


@pytest.mark.parametrize(("block", "html"), SAME)
def test_what_did_not_change_is_written_as_on_any_page(block: Block, html: str) -> None:
    (change,) = compare(*[document(section(1, "Objet", block))] * 2, "fr").sections
    cells = f'<div class="pair__old" data-label="Before">{html}</div><div class="pair__new" data-label="After">{html}</div>'

    assert section_html(change, RenderContext("fr", LABELS)) == html
    assert (
        pairs_html(change, RenderContext("fr", LABELS)) == f'<div class="pair pair--same">{cells}</div>'
    )


EDITED, FORMATTED = 'class="change change--edited"', 'class="change change--formatting"'
OTHER = said("other formatting")
CHANGED = [
    (
        text("Gardées cinq ans."),
        text("Gardées dix ans."),
        f"<p {EDITED}>Gardées {mark(1)}{gone('cinq')}{come('dix')} ans.</p>",
    ),
    (
        text("Un mot."),
        text("Un mot.", bold=True),
        f'<p {FORMATTED}>{mark(1)}<span class="formatting">{OTHER}<strong>Un mot.</strong></span></p>',
    ),
    (
        text("ici", link="/a"),
        text("ici"),
        f'<p {FORMATTED}>{mark(1)}<span class="formatting formatting--link" title="other target (/a → –)">'
        f"{said('other target')}ici</span></p>",
    ),
    (
        text("l'un"),
        text("l’un"),
        f'<p class="change change--typographic"><span class="typographic" title="other typography">'
        f"{said('other typography')}<del>l&#x27;</del><ins>l’</ins></span>un</p>",
    ),
    (
        text("نحتفظ بالعلم"),
        text("نحتفظ بالعِلم"),
        f'<p {EDITED}>{TURNED}نحتفظ {mark(1)}<span class="vowels">{said("other vowel marks")}'
        f"{turned(gone('بالعلم'))}{turned(come('بالعِلم'))}</span></bdi></p>",
    ),
    (
        bullets("nom", "âge"),
        bullets("nom", "âge", "ville"),
        f'<ul {EDITED}><li>nom</li><li>âge</li><li class="change change--added">{mark(1)}{come("ville")}</li></ul>',
    ),
    (
        bullets("nom"),
        bullets("nom", ordered=True),
        f'<div {FORMATTED}>{mark(1)}{OTHER}<ol><li value="1">nom</li></ol></div>',
    ),
    (
        note("info"),
        note("warning"),
        f'<div class="note note--warning change change--formatting" role="note">{mark(1)}{OTHER}<p>a</p></div>',
    ),
    (
        terms("un mot"),
        terms("un nom"),
        f'<dl class="definitions change change--edited"><div {EDITED}><dt>Donnée</dt><dd>'
        f"<p {EDITED}>un {mark(1)}{gone('mot')}{come('nom')}</p></dd></div></dl>",
    ),
    (
        years(3, "Durées", ("Donnée", "Durée")),
        years(5, "Durées", ("Donnée", "Durée")),
        '<div class="table change change--edited" tabindex="0"><table><caption>Durées</caption>'
        '<thead><tr><th scope="col">Donnée</th><th scope="col">Durée</th></tr></thead>'
        f'<tbody><tr {EDITED}><td data-label="Donnée">Nom</td><td {EDITED} data-label="Durée">'
        f"{mark(1)}{gone('3')}{come('5')} ans</td></tr></tbody></table></div>",
    ),
]


@pytest.mark.parametrize(("old", "new", "html"), CHANGED)
def test_each_change_is_written_inline_where_it_stands(old: Block, new: Block, html: str) -> None:
    comparison = compare(document(section(1, "O", old)), document(section(1, "O", new)), "fr")

    assert section_html(comparison.sections[0], numbered(comparison.counts.changes)) == html


def numbered(changes: int, scope: str = "") -> RenderContext:
    return RenderContext("fr", LABELS, numbers=range(1, changes + 1), scope=scope)


BEFORE = f'<div class="pair__old" data-label="Before">{said("Before:")}'
AFTER = f'</div><div class="pair__new" data-label="After">{said("After:")}'
LINKED = (
    f'<span class="formatting formatting--link" title="other target (/a → –)">{said("other target")}'
)
QUIET = f'<p class="change change--typographic"><span class="typographic" title="other typography">{said("other typography")}'
VOWELS = f'<span class="vowels">{said("other vowel marks")}'
SIDES = [
    (
        text("Gardées cinq ans."),
        text("Gardées dix ans."),
        f"<p {EDITED}>Gardées {mark(1)}{gone('cinq')} ans.</p>",
        f"<p {EDITED}>Gardées {come('dix')} ans.</p>",
    ),
    (
        text("ici", link="/a"),
        text("ici"),
        f'<p {FORMATTED}>{mark(1)}{LINKED}<a href="/a">ici</a></span></p>',
        f"<p {FORMATTED}>{LINKED}ici</span></p>",
    ),
    (text("l'un"), text("l’un"), f"{QUIET}<del>l&#x27;</del></span>un</p>", f"{QUIET}<ins>l’</ins></span>un</p>"),
    (
        text("نحتفظ بالعلم"),
        text("نحتفظ بالعِلم"),
        f"<p {EDITED}>{TURNED}نحتفظ {mark(1)}{VOWELS}{turned(gone('بالعلم'))}</span></bdi></p>",
        f"<p {EDITED}>{TURNED}نحتفظ {VOWELS}{turned(come('بالعِلم'))}</span></bdi></p>",
    ),
    (
        note("info"),
        note("warning"),
        f'<div class="note note--info change change--formatting" role="note">{mark(1)}{OTHER}<p>a</p></div>',
        f'<div class="note note--warning change change--formatting" role="note">{OTHER}<p>a</p></div>',
    ),
    (
        bullets("nom"),
        bullets("nom", ordered=True),
        f"{mark(1)}{OTHER}<ul><li>nom</li></ul>",
        f'{OTHER}<ol><li value="1">nom</li></ol>',
    ),
    (
        terms("un mot"),
        terms("un nom"),
        f'<dl class="definitions"><div {EDITED}><dt>Donnée</dt><dd><p {EDITED}>un {mark(1)}{gone("mot")}</p></dd>'
        "</div></dl>",
        f'<dl class="definitions"><div {EDITED}><dt>Donnée</dt><dd><p {EDITED}>un {come("nom")}</p></dd></div></dl>',
    ),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "before", "after"), SIDES)
def test_each_change_is_written_on_either_side_of_its_row(
    old: Block, new: Block, before: str, after: str
) -> None:
    comparison = compare(document(section(1, "O", old)), document(section(1, "O", new)), "fr")
    html = pairs_html(comparison.sections[0], numbered(comparison.counts.changes))

    assert html == f'<div class="pair pair--changed">{BEFORE}{before}{AFTER}{after}</div></div>'


def test_the_rows_of_a_table_are_written_in_pairs() -> None:
    head = ("Donnée", "Durée")
    old, new = (document(section(1, "O", years(number, "Durées", head))) for number in (3, 5))
    header = "".join(f'<th scope="col" class="share-2">{name}</th>' for name in head)

    def row(side: str, label: str, words: str) -> str:
        return (
            f'<tr class="pair__{side} change change--edited"><td class="share-2" data-label="Donnée"'
            f' data-side="{label}">{said(f"{label}:")}Nom</td><td class="share-2 change change--edited"'
            f' data-label="Durée">{words} ans</td></tr>'
        )

    assert pairs_html(compare(old, new, "fr").sections[0], numbered(1)) == (
        '<div class="table table--pairs change change--edited" tabindex="0"><table>'
        '<caption class="pair pair--same"><span class="pair__old">Durées</span><span class="pair__new">Durées</span>'
        '</caption><thead class="pair pair--same">'
        f'<tr class="pair__old">{header}</tr><tr class="pair__new">{header}</tr></thead>'
        '<tbody class="pair pair--changed">'
        f"{row('old', 'Before', mark(1) + gone('3'))}{row('new', 'After', come('5'))}</tbody></table></div>"
    )


LONG = "Vous pouvez retirer votre accord par lettre."
OTHERS = [
    text(f"Nous répondons sous un mois à toute demande du type numéro {number}.") for number in (1, 2)
]


def test_both_ends_of_a_move_hold_its_words_and_lead_to_each_other() -> None:
    old, new = (
        document(section(1, "O", *blocks))
        for blocks in ((text(LONG), *OTHERS), (*OTHERS, text(LONG.replace("lettre", "courriel"))))
    )
    html = section_html(compare(old, new, "fr").sections[0], numbered(2, "x-"))
    first, *_, last = html.replace("</p>", "</p>\n").splitlines()

    def end(place: str, name: str, there: str, label: str, number: str, words: str) -> str:
        return (
            f'<p class="change change--moved change--{place}" id="move-x-1-{name}">'
            f'<a class="move move--{place}" href="#move-x-1-{there}" data-label="{label}">'
            f'<span class="visually-hidden">{label} </span></a>{number}{words}.</p>'
        )

    one, two = (
        f'<span class="mark" id="change-x-{number}" data-n="{number}"><a href="#change-x-{3 - number}" '
        f'rel="{rel}" aria-label="{label}"></a></span>'
        for number, rel, label in ((1, "next", "next"), (2, "prev", "previous"))
    )
    begun = "Vous pouvez retirer votre accord par "
    assert first == end(
        "departure",
        "from",
        "to",
        "moved to there",
        one,
        f'<del class="moved">{begun}{two}{gone("lettre")}',
    ).replace(".</p>", ".</del></p>")
    assert last == end(
        "arrival",
        "to",
        "from",
        "moved from there",
        "",
        f'<ins class="moved">{begun}{come("courriel")}',
    ).replace(".</p>", ".</ins></p>")


def test_a_page_names_its_text_language_and_direction_and_says_only_what_there_is() -> None:
    old = document(section(1, "Objet"), title={"fr": "Charte"}, issuer={"fr": ""})
    new = document(
        section(1, "Objet"), title={"fr": "Charte"}, issuer={"fr": ""}, summary={"fr": "Peu."}
    )
    heading = '<section class="clause"><h3><span class="number">1. </span>Objet</h3></section>'

    for one, two, between in (
        (old, old, ""),
        (new, new, "<p>Peu.</p>"),
        (old, new, f"<p>{mark(1)}{come('Peu.')}</p>"),
    ):
        assert redline_html(compare(one, two, "fr"), LABELS) == (
            f'<div data-comparison lang="fr" dir="ltr"><h2>Charte</h2>{between}{heading}</div>'
        )  # fmt: skip


def test_what_a_side_does_not_have_is_an_empty_cell() -> None:
    comparison = compare(document(), document(summary={"fr": "Peu."}), "fr")

    assert passage_pair(comparison.summary, numbered(1), "p", "lead") == (
        f'<div class="pair pair--changed"><div class="pair__old" data-label="Before">{AFTER}'
        f'<p class="lead">{mark(1)}{come("Peu.")}</p></div></div>'
    )


def test_a_heading_stands_with_its_number_on_the_sides_that_have_it() -> None:
    old, new = document(section(1, "Objet")), document(section(2, "Préface"), section(1, "Objet"))
    added, renumbered = compare(old, new, "fr").sections

    def heading(tag: str, number: int, words: str) -> str:
        return (
            f'<{tag} class="clause__heading"><span class="clause__number">{number}. </span>'
            f'<span class="clause__words">{words}</span></{tag}>'
        )

    assert heading_pair(added, numbered(0), 3) == (
        f'<div class="pair pair--changed"><div class="pair__old" data-label="Before">{AFTER}'
        f"{heading('h3', 1, come('Préface'))}</div></div>"
    )
    assert heading_pair(renumbered, numbered(0), 3) == (
        f'<div class="pair pair--changed">{BEFORE}{heading("p", 1, "Objet")}{AFTER}{heading("h3", 2, "Objet")}</div></div>'
    )


def test_a_moved_section_is_shown_whole_among_only_changes() -> None:
    lines = [f"Passage {number} de la clause qui a changé de place." for number in range(5)]
    short = section(1, "Objet", *map(text, lines))
    long = section(2, "Droits", *map(text, [line * 3 for line in lines]))
    comparison = compare(document(short, long), document(long, short), "fr")

    for end in (each for each in comparison.sections if each.move):
        assert "gap" not in section_html(end, numbered(0), around=0)
        assert "gap" not in pairs_html(end, numbered(0), around=0)
        other = "new" if end.place == "departure" else "old"
        assert all(f"{line}</p>" in pairs_html(end, numbered(0)) for line in lines)
        assert f'data-label="{getattr(LABELS, other)}"></div>' in pairs_html(end, numbered(0))
        assert start_html(end, numbered(0)).startswith(f'<a class="move move--{end.place}" id="move-1-')


def test_what_is_said_of_a_whole_list_stands_once_on_each_side() -> None:
    lines = ["le nom de famille", "la date de naissance", "la ville", "le pays de naissance"]
    old, new = bullets(*lines[:2], lines[3]), bullets(lines[0], *lines[2:], ordered=True)
    comparison = compare(document(section(1, "O", old)), document(section(1, "O", new)), "fr")
    html = pairs_html(comparison.sections[0], numbered(comparison.counts.changes))

    assert html.count(OTHER) == 2


def test_a_run_of_bold_words_stays_bold_however_it_is_cut() -> None:
    block = Paragraph(
        runs=(Run(text="Un "), *runs("mot ", "fort", bold=True), *runs(" ici ", "là", italic=True))
    )
    (change,) = compare(document(), document(section(1, "", block)), "fr").sections
    (same,) = compare(*[document(section(1, "", block))] * 2, "fr").sections

    words = "Un <strong>mot fort</strong><em> ici là</em>"
    assert section_html(same, numbered(0)) == f"<p>{words}</p>"
    assert section_html(change, numbered(0)) == f'<p class="change change--added">{come(words)}</p>'


def test_an_empty_list_and_an_empty_table_are_written() -> None:
    for block, html in ((List(ordered=True, items=()), "<ol></ol>"), (table(), "<tbody></tbody>")):
        (same,) = compare(*[document(section(1, "", block))] * 2, "fr").sections
        assert html in section_html(same, numbered(0))


def test_a_clause_without_a_number_has_none_in_its_heading() -> None:
    old, new = (document(section(1, title), numbering="none") for title in ("Objet", "But"))
    (change,) = compare(old, new, "fr").sections
    words = '<span class="clause__words">{}</span></{}>'

    assert heading_pair(change, numbered(0), 2) == (
        f'<div class="pair pair--changed">{BEFORE}<p class="clause__heading">{words.format(gone("Objet"), "p")}{AFTER}'
        f'<h2 class="clause__heading">{words.format(come("But"), "h2")}</div></div>'
    )
    assert f"<h3>{gone('Objet')}{come('But')}</h3>" in redline_html(
        compare(old, new, "fr"), LABELS
    ).replace(mark(1), "")


def test_a_moved_section_has_at_either_end_the_number_it_had_or_has() -> None:
    short, long = section(1, "Objet"), section(2, "Droits", text("Vous pouvez nous écrire."))
    first, _, last = compare(document(short, long), document(long, short), "fr").sections
    before = f'<del class="renumbered">{said("[deletion")}1.{said("end of deletion]")}</del>'
    after = f'<ins class="renumbered">{said("[insertion")}2.{said("end of insertion]")}</ins>'

    assert (number_html(first, numbered(0)), number_html(last, numbered(0))) == (before, after)
    both = [heading_pair(each, numbered(0), 2).count("clause__number") for each in (first, last)]
    assert both == [1, 1]


def test_anchors_of_the_only_comparison_of_a_page_have_plain_names() -> None:
    old, new = document(section(1, "Objet", text("a"))), document(section(1, "But", text("b")))

    html = redline_html(compare(old, new, "fr"), LABELS)
    assert 'id="change-1"' in html
    assert 'href="#change-2"' in html
