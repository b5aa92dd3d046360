import random
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.comparison.align.edits import by_tokens, readable
from policies.comparison.align.words import compare_runs
from policies.comparison.result import text_on
from policies.document.blocks import Run, Runs

from .samples import runs

SIGNS = {"same": "{}", "inserted": "{{+{}+}}", "deleted": "[-{}-]", "formatting": "<{}>"}
SIGNS |= {"typographic": "~{}~", "vowels": "^{}^"}


def redline(old: str, new: str) -> str:
    parts = compare_runs(runs(old) if old else (), runs(new) if new else ())
    return "".join(SIGNS[part.kind].format(part.text) for part in parts)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Gardées cinq ans.", "Gardées dix ans.", "Gardées [-cinq-]{+dix+} ans."),
        ("L’accord donné.", "L’avis donné.", "L’[-accord-]{+avis+} donné."),
        ("Un texte ici.", "Un long texte ici.", "Un {+long +}texte ici."),
        ("Un. Deux.", "Un. Trois. Deux.", "Un. {+Trois. +}Deux."),
        ("Un texte.", "Un texte. Un autre.", "Un texte.{+ Un autre.+}"),
        ("a, b et c", "a et c", "a[-, b-] et c"),
        ("deux  espaces ici", "deux espaces ici", "deux~ ~espaces ici"),
        ("prix 1 000 €", "prix 2 000 €", "prix [-1 000-]{+2 000+} €"),
        ("كَتَبَ الطالب هنا", "كُتِبَ الطالب هنا", "^كُتِبَ^ الطالب هنا"),
        ("Un texte. Fin.", "Un texte. Un autre texte. Fin.", "Un texte. {+Un autre texte. +}Fin."),
        ("x a b. c", "x a b. a b. c", "x a b. {+a b. +}c"),
        (
            "La loi dit. La fin.",
            "La loi dit. La loi dit. La fin.",
            "La loi dit.{+ La loi dit.+} La fin.",
        ),
        ("a\nb", "a\nx\nb", "a\n{+x\n+}b"),
        ("un.", "un, deux.", "un{+, deux+}."),
        ("un", "un –", "un{+ –+}"),
        ("(le nom) suit", "le nom suit", "[-(-]le nom[-)-] suit"),
        ("« mot » et", "«\u00a0mot\u00a0» et", "«~\u00a0~mot~\u00a0~» et"),
        ("“a” ,b", '"a" ,b', '~"~a~"~ ,b'),
        ("l'un\u00a0; l'autre", "l’un ; l’autre", "~l’~un~ ~; ~l’~autre"),
        ("قَال وكَتب هنا", "قُال وكُتب هنا", "^قُال وكُتب^ هنا"),
        ("قَال هنا كَتب", "قُال هنا كُتب", "^قُال^ هنا ^كُتب^"),
        ("كَتَبَ,كَتَبَ", "كُتِبَ,كُتِبَ", "^كُتِبَ^,^كُتِبَ^"),
        ("du 1er mai 2026 au", "du 2 mai 2026 au", "du [-1er mai 2026-]{+2 mai 2026+} au"),
        ("voir example.com ici", "voir example.org ici", "voir [-example.com-]{+example.org+} ici"),
        ("aa un deux cc", "xx un deux zz", "[-aa-]{+xx+} un deux [-cc-]{+zz+}"),
        ("aa bb un deux cc", "xx yy un deux zz", "[-aa bb un deux cc-]{+xx yy un deux zz+}"),
        ("aa bb un deux cc", "xx un deux zz vv", "[-aa bb un deux cc-]{+xx un deux zz vv+}"),
        ("aa bb un deux cc", "xx un deux zz", "[-aa bb-]{+xx+} un deux [-cc-]{+zz+}"),
        ("un", "unun", "[-un-]{+unun+}"),
        ("", "neuf", "{+neuf+}"),
        ("", "", ""),
    ],
)
def test_edits_read_word_by_word(old, new, expected):
    assert redline(old, new) == expected


def test_a_common_word_between_two_edits_is_no_island():
    old, new = "le nom et adresse gardés ici trois ans", "le prénom et courriel gardés ici trois ans"
    assert redline(old, new) == "le [-nom et adresse-]{+prénom et courriel+} gardés ici trois ans"


def test_words_in_a_row_are_kept_where_more_words_one_by_one_would_only_be_islands():
    old = "ici sans frais aucun : nom, puis adresse, puis courriel, puis âge"
    new = "votre nom, votre adresse, votre courriel, votre âge : sans frais aucun demain"
    assert redline(old, new) == (
        "[-ici-]{+votre nom, votre adresse, votre courriel, votre âge :+} sans frais aucun "
        "[-: nom, puis adresse, puis courriel, puis âge-]{+demain+}"
    )


def test_words_in_a_row_are_kept_though_they_are_all_that_one_side_has():
    new = "un sans deux frais trois aucun quatre sans frais aucun cinq"
    assert redline("sans frais aucun", new) == (
        "{+un sans deux frais trois aucun quatre +}sans frais aucun{+ cinq+}"
    )


def test_two_words_and_a_sign_in_a_row_are_still_too_few_to_read_by():
    before = "Les délais qui suivent sont ceux que la loi nous donne"
    gone, come = "aa bb cc un – deux dd ee ff", "uu vv ww un – deux xx yy zz"
    assert redline(f"{before} {gone}", f"{before} {come}") == f"{before} [-{gone}-]{{+{come}+}}"


def test_a_text_that_shares_too_little_is_replaced_whole():
    old = "Nous ne vendons de données à personne en aucun cas"
    new = "Les transferts de fichiers hors du pays exigent une garantie écrite"
    assert redline(old, new) == f"[-{old}-]{{+{new}+}}"


def test_a_change_of_bold_keeps_its_words_and_both_formattings():
    before = runs("Vous pouvez refuser.")
    after = (Run(text="Vous "), Run(text="pouvez", bold=True), Run(text=" refuser."))
    first, middle, last = compare_runs(before, after)
    assert (first.kind, middle.kind, last.kind) == ("same", "formatting", "same")
    assert (middle.before, middle.runs) == (runs("pouvez"), runs("pouvez", bold=True))


def formatted(*texts: str) -> Runs:
    """Runs of these texts, of which those in asterisks are bold."""
    return tuple(Run(text=text.strip("*"), bold=text.startswith("*")) for text in texts)


def kinds_of(old: Runs, new: Runs) -> list[tuple[str, Runs, Runs]]:
    return [(part.kind, part.before, part.runs) for part in compare_runs(old, new)]


def test_words_between_formattings_keep_them_whatever_changes_beside_them():
    old = formatted("Un ", "*deux trois*", " quatre ", "*cinq*", " six")
    new = formatted("Un ", "*deux vingt*", " quatre ", "*cinq*", " six")
    assert kinds_of(old, new) == [
        ("same", (), formatted("Un ", "*deux *")),
        ("deleted", (), formatted("*trois*")),
        ("inserted", (), formatted("*vingt*")),
        ("same", (), formatted(" quatre ", "*cinq*", " six")),
    ]


def test_what_differs_in_typography_and_formatting_at_once_has_another_formatting():
    assert kinds_of(formatted("dit “mot” ici"), formatted("dit ", '*"mot"*', " ici")) == [
        ("same", (), formatted("dit ")),
        ("formatting", formatted("“mot”"), formatted('*"mot"*')),
        ("same", (), formatted(" ici")),
    ]


def test_what_differs_in_vowel_marks_and_formatting_at_once_is_replaced():
    assert kinds_of(formatted("كتب العِلم هنا"), formatted("كتب ", "*العلم*", " هنا")) == [
        ("same", (), formatted("كتب ")),
        ("deleted", (), formatted("العِلم")),
        ("inserted", (), formatted("*العلم*")),
        ("same", (), formatted(" هنا")),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Art.\u00a07 GDPR", "Art. 7 GDPR"),
        ("l'article\u00a0 7", "l’article 7"),
        ("المادة\u00a07", "المادة 7"),
    ],
)
def test_a_link_to_another_place_whose_spaces_and_quotes_changed_too_is_one_change(old, new):
    before, after = Run(text=old, link="https://a.example/"), Run(text=new, link="https://b.example/")
    (part,) = compare_runs((before,), (after,))
    assert (part.kind, part.before, part.runs, part.relinked) == (
        "formatting",
        (before,),
        (after,),
        True,
    )


# Figures


def changed(old: str, new: str) -> list[str]:
    return [part.text for part in compare_runs(runs(old), runs(new)) if part.kind != "same"]


@pytest.mark.parametrize(
    ("said", "old", "new"),
    [
        (
            "From {} we keep {} for {} days; see {}.",
            ("1 January", "$1,000.50", "30", "example.org/a/1"),
            ("14 March", "$1,000.05", "31", "example.org/a/2"),
        ),
        (
            "Dès le {} nous gardons {} € pendant {} jours (article {}).",
            ("1er janvier", "1\u202f000,50", "trente", "12"),
            ("14 mars", "1\u202f000,05", "soixante", "13"),
        ),
        (
            "من {} نحتفظ بمبلغ {} لمدة {} يوما وفق المادة {}.",
            ("1 يناير", "١٬٠٠٠", "ثلاثين", "12"),
            ("14 مارس", "١٬٥٠٠", "ستين", "13"),
        ),
        ("Fees: {} %, {} %, {} % and {} %.", ("10", "20", "30", "40"), ("11", "21", "31", "41")),
    ],
)
def test_figures_that_changed_in_one_sentence_are_as_many_small_changes(said, old, new):
    found = changed(said.format(*old), said.format(*new))
    bare = [figure.strip("$") for pair in zip(old, new, strict=True) for figure in pair]
    assert found == bare


def test_figures_amid_words_that_changed_too_are_no_islands():
    old, new = "we keep data for 30 days under the law", "we hold records for 31 days by the rules"
    assert changed(old, new) == [old, new]


# Bullets that were typed


@pytest.mark.parametrize(
    ("old", "new"), [("- Un nom", "• Un nom"), ("– Un nom", "*  Un nom"), ("• اسم", "- اسم")]
)
def test_another_bullet_is_typography(old, new):
    quiet, rest = compare_runs(runs(old), runs(new))
    assert (quiet.kind, rest.kind) == ("typographic", "same")
    assert (text_on((quiet, rest), "old"), text_on((quiet, rest), "new")) == (old, new)


@pytest.mark.parametrize(
    ("old", "new"), [("- Un nom", "Un nom"), ("-5 degrés", "–5 degrés"), ("• ", "- ")]
)
def test_what_is_no_bullet_on_both_sides_is_compared_as_words_are(old, new):
    assert "typographic" not in [part.kind for part in compare_runs(runs(old), runs(new))]


MARK = "\u200f"


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        (formatted('dit "'), formatted(f"dit {MARK}“"), formatted('"'), formatted(f"{MARK}“")),
        (formatted(f'dit {MARK}"'), formatted("dit “"), formatted(f'{MARK}"'), formatted("“")),
        (formatted('dit "'), formatted("dit ", f"*{MARK}*", "“"), formatted('"'), formatted(f"*{MARK}*", "“")),
        (formatted("dit ", f"*{MARK}*", '"'), formatted("dit “"), formatted(f"*{MARK}*", '"'), formatted("“")),
        (formatted('a "'), formatted(f"a{MARK}“"), formatted(' "'), formatted(f"{MARK}“")),
        (
            formatted("a", "* *", '"b ', "*c*"),
            formatted("a", f"{MARK}“b ", "*c*"),
            formatted("* *", '"'),
            formatted(f"{MARK}“"),
        ),
        (formatted('a " b'), formatted(f"a{MARK}“{MARK} b"), formatted(' "'), formatted(f"{MARK}“{MARK}")),
    ],
)  # fmt: skip
def test_invisible_and_typographic_differences_side_by_side_are_one(old, new, before, after):
    assert [each[1:] for each in kinds_of(old, new) if each[0] == "typographic"] == [(before, after)]


def test_a_word_half_bold_is_never_cut():
    before, after = runs("قانون"), (*runs("قا", bold=True), *runs("نون"))
    (part,) = compare_runs(before, after)
    assert (part.kind, part.runs) == ("formatting", after)


def test_edits_never_touch_each_other():
    chance = random.Random(3)  # noqa: S311 - the same numbers at every run
    for _ in range(300):
        old, new = ([chance.choice("ab cd. ") for _ in range(chance.randrange(12))] for _ in range(2))
        found = by_tokens(old, new)
        for edit, after in pairwise(found):
            assert after.a - edit.b == after.c - edit.d > 0


def _words(amount: int, words: list[str], seed: int) -> str:
    chance = random.Random(seed)  # noqa: S311 - the same numbers at every run
    return " ".join(chance.choice(words) for _ in range(amount))


@pytest.mark.parametrize("case", ["nothing in common", "shuffled", "repetitive", "one word"])
def test_the_worst_paragraphs_are_compared_in_bounded_time(case):
    vocabulary = [f"w{number}" for number in range(4000)]
    texts = {
        "nothing in common": (_words(20_000, vocabulary, 1), _words(20_000, ["x", "y"], 2)),
        "shuffled": (_words(20_000, vocabulary, 1), _words(20_000, vocabulary, 2)),
        "repetitive": (_words(20_000, ["a", "b", "c"], 1), _words(20_000, ["a", "b", "c"], 2)),
        "one word": (" ".join(["a"] * 20_000), " ".join(["a"] * 15_000)),
    }
    old, new = texts[case]
    start = time.process_time()
    parts = compare_runs(runs(old), runs(new))
    # Far above what it takes (about 0.3 s): a guard against quadratic time, not a benchmark.
    assert time.process_time() - start < 5
    assert text_on(parts, "old") == old
    assert text_on(parts, "new") == new


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("un mot ici", "un autre ici"),
        ("un mot ici", "un autre mot ici"),
        ("un autre mot ici", "un mot ici"),
        ("mot ici", "un mot ici"),
        ("un mot", "un autre"),
        ("avec un mot bref ici même", "avec une suite ici même"),
    ],
)
def test_one_stretch_of_other_words_is_one_edit(old, new):
    (edit,) = readable(old, new)

    assert old[: edit.a] + new[edit.c : edit.d] + old[edit.b :] == new


REPEATED = st.lists(st.sampled_from(["a", "b", "a.", "le"]), min_size=1, max_size=30)


@given(
    old=REPEATED,
    edits=st.lists(st.tuples(st.integers(0, 29), st.sampled_from(["a", "b", "a.", ""])), max_size=6),
)
def test_edits_are_in_order_and_both_texts_are_the_same_between_them(old, edits):
    new = list(old)
    for at, word in edits:
        new[at : at + (word == "")] = [word] if word else []
    before, after = " ".join(old), " ".join(new)
    end = other = 0
    for number, edit in enumerate(readable(before, after)):
        kept = before[end : edit.a]
        assert kept == after[other : edit.c]
        assert kept or not number, "two edits touch: they are one"
        end, other = edit.b, edit.d
    assert before[end:] == after[other:]
