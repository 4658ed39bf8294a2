"""What a text says, without how it is set."""

from __future__ import annotations

import pytest

from archive.revisions.meaning import gist, is_correction, is_passing, meaning, tokens, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("He said: “It’s over” – finally…", 'He said: "It\'s over" - finally...'),
        ("„Ende“, sagte er", "«Ende», sagte er"),
        ("non\u00a0breaking\u2009spaces  and\ttabs", "non breaking spaces and tabs"),
        ("soft\u00adhyphen and zero\u200bwidth", "softhyphen and zerowidth"),
        ("from 2019–2020", "from 2019-2020"),
        ("café", "cafe\u0301"),
        ("ＡＢＣ１２３", "ABC123"),
        ("彼は「終わった」と言った。", "彼は『終わった』と言った"),
        ("می‌روند", "میروند"),
    ],
)
def test_how_it_is_set_says_nothing(one: str, other: str) -> None:
    assert gist(one) == gist(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12 dead", "13 dead"),
        ("1.5 million", "15 million"),
        ("1.500", "1,500"),
        ("minus: -5 degrees", "minus: 5 degrees"),
        ("rose 5%", "rose 5"),
        ("cost $5", "cost €5"),
        ("He resigned?", "He resigned."),
        ("at 10:30", "at 10:45"),
        ("the minister", "the Minister"),
        ("कहा की", "कहा का"),
        ("เขามา", "เขาม้า"),
    ],
)
def test_what_counts_is_kept(one: str, other: str) -> None:
    assert gist(one) != gist(other)


PASSING = [
    "1,234 views",
    "12 comments",
    "Comments (12)",
    "1.2k shares · 34 comments",
    "Dibaca 1.234 kali",
    "345 Kommentare",
    "1 204 просмотра",
    "12件のコメント",
    "阅读次数 1234",
    "댓글 15개",
    "22 Nov 2026, 10:15",
    "Updated: 22 November 2026, 10:15 WIB",
    "Last updated on Sunday, November 22, 2026 at 10:15",
    "Diperbarui Minggu, 22/11/2026 10:15 WIB",
    "Aktualisiert am 22.11.2026, 10:15 Uhr",
    "Mis à jour le 22 novembre 2026 à 10h15",
    "Обновлено 22.11.2026 10:15",
    "更新时间：2026-11-22 10:15",
    "2026年11月22日 10:15 更新",
    "آخر تحديث: 22/11/2026 10:15",
    "2 hours ago",
    "5 menit lalu",
    "vor 3 Stunden",
    "3時間前",
    "il y a 2 heures",
    "22 Nov 2026 | 1,234 views",
    "ADVERTISEMENT",
    "Advertisement - Scroll to continue",
    "Iklan",
    "Anzeige",
    "Baca juga: Harga beras naik lagi",
    "Read also: Rice prices rise again",
    "***",
]


@pytest.mark.parametrize("line", PASSING)
def test_lines_that_change_by_themselves(line: str) -> None:
    assert is_passing(line)
    assert meaning(f"One thing.\n\n{line}\n\nAnother.") == ("One thing", "Another")


@pytest.mark.parametrize(
    "line",
    [
        "12 dead",
        "Updated: 13 people were killed",
        "Update: two more people arrested",
        "The minister resigned on 22 November 2026.",
        "In 2026, 12 ferries were lost in the strait.",
        "12 readers of the paper complained to the council.",
        "Read the whole report, she said.",
        "Two hours later the ferry had gone.",
        "What happened next",
        "Prices rose by 5% in 2026",
        "Related charges against two others were dropped.",
    ],
)
def test_lines_that_say_something_stay(line: str) -> None:
    assert not is_passing(line)


@pytest.mark.parametrize(
    "notice",
    [
        "Correction: the ferry left at dawn, not at noon.",
        "CORRECTION (Nov. 22): The ferry left at dawn.",
        "Clarification – the minister spoke on Monday.",
        "*Correction, 22 November: the name was misspelt.",
        "An earlier version of this article misspelt the minister’s name.",
        "This article was amended on 22 November 2026.",
        "Editor's note: this story has been changed.",
        "Ralat: Nama menteri keliru ditulis.",
        "Koreksi",
        "Korrektur: In einer früheren Version hieß es anders.",
        "Anmerkung der Redaktion: Der Name war falsch.",
        "In einer früheren Version dieses Artikels stand ein anderer Name.",
        "Rectificatif : le ministre a parlé lundi.",
        "Fe de erratas: el ministro habló el lunes.",
        "Errata: o ministro falou na segunda.",
        "Errata corrige: il ministro ha parlato lunedì.",
        "Rectificatie: de minister sprak maandag.",
        "Sprostowanie: minister mówił w poniedziałek.",
        "Исправление: министр говорил в понедельник.",
        "Düzeltme: Bakan pazartesi konuştu.",
        "تصحيح: تحدث الوزير يوم الاثنين.",
        "更正：部长于周一发言。",
        "【訂正】大臣の名前に誤りがありました。",
        "정정: 장관은 월요일에 말했다.",
        "Đính chính: Bộ trưởng phát biểu hôm thứ Hai.",
        "भूल सुधार: मंत्री ने सोमवार को कहा।",
    ],
)
def test_notices_of_correction(notice: str) -> None:
    assert is_correction(notice)


@pytest.mark.parametrize(
    "line",
    [
        "Corrections officers went on strike.",
        "Correction of the deficit will take years.",
        "The correction of prices continued on Monday.",
        "सुधार की जरूरत है, मंत्री ने कहा।",
        "",
    ],
)
def test_what_is_no_notice(line: str) -> None:
    assert not is_correction(line)


def test_tokens_are_the_text_and_scripts_without_spaces_come_by_character() -> None:
    text = "Der Minister 部長は ที่บ้าน\n\nsagte 12,5."
    assert "".join(tokens(text)) == text
    assert words(text) == [
        "Der",
        "Minister",
        "部",
        "長",
        "は",
        "ที่",
        "บ้",
        "า",
        "น",
        "sagte",
        "12,5.",
    ]
