from __future__ import annotations

from typing import Any

import pytest

from archive.search.results import MATCH_BEGINS, MATCH_ENDS

FILLER = "Nothing of note happened here today or anywhere else. " * 30


def shown(snippet: str) -> str:
    return snippet.replace(MATCH_BEGINS, "[").replace(MATCH_ENDS, "]")


@pytest.mark.parametrize(
    ("language", "case"),
    [
        ("en", ("The votes were counted.", "vote", "The [votes] were counted.")),
        ("en", ("An Élan, they said.", "elan", "An [Élan], they said.")),
        ("en", ("Ask O’Hara's friends.", "friend", "Ask O’Hara's [friends].")),
        ("id", ("Warga memilih hari ini.", "dipilih", "Warga [memilih] hari ini.")),
        ("ru", ("Ждали полётов всю ночь.", "полет", "Ждали [полётов] всю ночь.")),
        ("zh", ("市议会批准海底隧道。", "海底隧道", "市议会批准[海底隧道]。")),
        ("zh", ("市议会批准海底隧道。", "海底的隧道", "市议会批准[海底隧道]。")),
        ("ja", ("新しいﾄﾝﾈﾙの話", "トンネル", "新しい[ﾄﾝﾈﾙ]の話")),
        ("en", ("An old harbour, a harbour.", '"old harbour"', "An [old harbour], a harbour.")),
        ("en", ("Approval of tunnelling works.", "tunn*", "Approval of [tunnelling] works.")),
        ("en", ("Approval of elections.", "electio*", "Approval of [elections].")),
        ("en", ("frost and storms", "frost OR storm", "[frost] and [storms]")),
        ("en", ("frost and storms", "frost -sun", "[frost] and storms")),
        ("en", ("one <b>bold</b> claim", "bold", "one <b>[bold]</b> claim")),
        ("en", ("a\n\nb\tfrost   c", "frost", "a b [frost] c")),
    ],
)
def test_the_original_words_are_marked_however_they_matched(
    shelf: Any, article: Any, language: str, case: tuple[str, str, str]
) -> None:
    text, query, marked = case
    shelf.put(article("Headline", text, language=language))
    (hit,) = shelf.search(query).hits
    assert shown(hit.snippet) == marked


def test_a_snippet_is_about_thirty_whole_words_around_the_match(shelf: Any, article: Any) -> None:
    shelf.put(article("Headline", f"{FILLER}The ferry sank near Kupang at dawn. {FILLER}"))
    (hit,) = shelf.search("kupang").hits
    words = shown(hit.snippet).strip("… ").split()
    assert "[Kupang]" in words
    assert 25 <= len(words) <= 35
    assert set(words) <= set(f"{FILLER} The ferry sank near [Kupang] at dawn.".split())
    assert hit.snippet.startswith("… ")
    assert hit.snippet.endswith(" …")


def test_a_snippet_of_a_script_without_spaces_is_short(shelf: Any, article: Any) -> None:
    shelf.put(article("标题", "今天没有什么值得注意的事情发生" * 40 + "渡轮沉没", language="zh"))
    (hit,) = shelf.search("渡轮").hits
    assert "[渡轮]沉没" in shown(hit.snippet)
    assert len(hit.snippet) < 120


def test_the_place_where_most_words_stand_together_is_shown(shelf: Any, article: Any) -> None:
    shelf.put(
        article("Headline", f"A ferry. {FILLER}A dawn. {FILLER}The ferry sank at dawn. {FILLER}")
    )
    (hit,) = shelf.search("ferry dawn").hits
    assert "The [ferry] sank at [dawn]." in shown(hit.snippet)


def test_the_standfirst_is_shown_when_the_match_is_there(shelf: Any, article: Any) -> None:
    shelf.put(article("Headline", FILLER, deck="Ferries stay in port"))
    assert shown(shelf.search("ferry").hits[0].snippet).startswith("[Ferries] stay in port Nothing")


def test_the_title_is_shown_when_only_it_matches(shelf: Any, article: Any) -> None:
    shelf.put(article("Ferries stay in port", FILLER))
    assert shown(shelf.search("ferry").hits[0].snippet) == "[Ferries] stay in port"


def test_the_beginning_is_shown_when_only_an_author_matches(shelf: Any, article: Any) -> None:
    shelf.put(article("Headline", f"First words. {FILLER}", authors=("Siti Rahma",)))
    snippet = shelf.search("author:rahma").hits[0].snippet
    assert snippet.startswith("First words. Nothing")
    assert MATCH_BEGINS not in snippet


def test_control_characters_of_a_page_are_not_taken_for_marks(shelf: Any, article: Any) -> None:
    shelf.put(article("Headline", "a \x02fake\x03 mark \x1b[31m and frost"))
    assert shown(shelf.search("frost").hits[0].snippet) == "a fake mark [31m and [frost]"


def test_an_article_without_text_has_its_title_or_nothing(shelf: Any, article: Any) -> None:
    shelf.put(article("", "", authors=("Siti Rahma",)))
    assert shelf.search("rahma").hits[0].snippet == ""
