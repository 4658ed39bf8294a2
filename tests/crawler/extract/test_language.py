"""What a text is written in, and on what evidence."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from langdetect import DetectorFactory
from langdetect.detector_factory import PROFILES_DIRECTORY

from crawler.extract import language

TEXTS = {
    "en": "The council has said that it will build a new bridge over the river, because the old one was closed after the storm and people there have no other way to the town.",
    "id": "Pemerintah kota mengatakan bahwa jembatan baru akan dibangun karena jembatan lama sudah ditutup setelah badai, dan warga tidak bisa menyeberang ke kota dengan cara lain.",
    "ms": "Kerajaan berkata bahawa jambatan baharu akan dibina kerana jambatan lama telah ditutup selepas ribut, dan penduduk tidak boleh menyeberang ke bandar dengan cara lain ketika ini.",
    "de": "Die Stadt hat mitgeteilt, dass eine neue Brücke über den Fluss gebaut wird, weil die alte nach dem Sturm nicht mehr sicher ist und die Leute keinen anderen Weg haben.",
    "fr": "La ville a annoncé que le nouveau pont sur la rivière sera construit après la tempête, car les habitants ne peuvent plus passer et il n'y a pas une autre route.",
    "es": "La ciudad ha dicho que el nuevo puente sobre el río se construirá después de la tormenta, porque los vecinos no tienen otra forma de llegar a la plaza.",
    "pt": "A cidade disse que a nova ponte sobre o rio será feita depois da tempestade, porque os moradores não têm outra forma de chegar ao centro e isso não pode esperar.",
    "it": "La città ha detto che il nuovo ponte sul fiume sarà costruito dopo la tempesta, perché gli abitanti non hanno più una strada per arrivare al centro.",
    "nl": "De stad heeft gezegd dat er een nieuwe brug over de rivier wordt gebouwd, omdat de oude na de storm niet meer veilig is en de mensen geen andere weg hebben.",
    "pl": "Miasto podało, że nowy most na rzece będzie gotowy po zimie, ale stary jest już zamknięty i nie ma innej drogi do centrum, co bardzo martwi mieszkańców.",
    "ru": "Город сообщил, что новый мост через реку будет построен после бури, так как старый уже не может служить и у людей нет другого пути на рынок.",
    "tr": "Belediye, eski köprünün fırtınadan sonra kapatıldığını ve yeni bir köprü için çalışmaların bu yıl başladığını, ancak daha çok zaman gerektiğini söyledi.",
    "ar": "قالت المدينة إن الجسر الجديد على النهر سيبنى بعد العاصفة التي دمرت الجسر القديم، ولا يوجد طريق آخر إلى السوق من هذا الحي.",
    "hi": "नगर ने कहा कि नदी पर नया पुल बनाया जाएगा क्योंकि पुराना पुल तूफान के बाद बंद है और लोगों के पास शहर जाने का कोई और रास्ता नहीं है।",
    "vi": "Thành phố cho biết cây cầu mới qua sông sẽ được xây sau cơn bão vì cây cầu cũ đã đóng và người dân không có đường nào khác để đến chợ.",
    "zh": "市政府表示，风暴之后将在河上建一座新桥，因为旧桥已经关闭，居民没有别的路可走。",
    "ja": "市は、嵐のあとに古い橋が閉じられたため、川に新しい橋を建てると発表した。住民にはほかの道がない。",
    "ko": "시는 폭풍 뒤에 낡은 다리가 닫혀 강 위에 새 다리를 짓겠다고 밝혔다. 주민에게는 다른 길이 없다.",
}


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_a_right_declaration_is_confirmed_without_langdetect(code: str) -> None:
    assert language.detect(TEXTS[code], code, None) == (code, "declared, confirmed")


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_a_text_tells_its_language_without_a_declaration(code: str) -> None:
    assert language.detect(TEXTS[code], None, None)[0] == code


def test_a_template_left_at_english_is_overruled() -> None:
    found, evidence = language.detect(TEXTS["id"], "en", None)
    assert (found, evidence) == ("id", "stop words")


def test_what_nobody_declares_and_no_vote_decides_is_for_langdetect() -> None:
    mixed = f"{TEXTS['en']} {TEXTS['de']}"
    assert language.detect(mixed, None, None)[1] == "langdetect"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("no", "Det er ikke så mye som skal til for at det kan bli nytt og nå er det klart at den er her og vi må se etter den."),
        ("da", "Det er ikke så meget som skal til for at det kan blive nyt og nu er det klart at den er her og vi må se efter den."),
        ("tr", "Köprü fırtınadan dolayı kapatılınca mahalle sakinleri çarşıya ulaşamadı; belediye başkanı gelecek yıl açılacağını"
               " bildirdi ve işçiler bu sabah çalışmaya başladı, köylüler de yardım etti."),
    ],
)  # fmt: skip
def test_a_claim_is_confirmed_between_sisters_and_by_letters(code: str, text: str) -> None:
    assert language.detect(text, code, None) == (code, "declared, confirmed")


def test_indonesian_and_malay_are_told_apart_whatever_is_declared() -> None:
    assert language.detect(TEXTS["id"], "ms", None)[0] == "id"
    assert language.detect(TEXTS["ms"], "id", None)[0] == "ms"


def test_the_source_is_believed_where_the_page_says_nothing() -> None:
    assert language.detect(TEXTS["de"], None, "de") == ("de", "source, confirmed")
    assert language.detect("Ok.", None, "de") == ("de", "source")
    assert language.detect("Ok.", "fr", "de") == ("fr", "declared")
    assert language.detect("", None, None) == (None, "")


@pytest.mark.parametrize(
    ("tag", "code"),
    [("in", "id"), ("in_ID", "id"), ("zh-Hans", "zh"), ("nb", "no"), ("nn-NO", "no"), ("iw", "he"),
     ("EN-us", "en"), ("eng", "en"), ("ind", "id"), ("", None), (None, None), ("x-default", None), ("english", None)],
)  # fmt: skip
def test_tags_become_two_letter_codes(tag: str | None, code: str | None) -> None:
    assert language.code(tag) == code


def test_the_same_text_gets_the_same_answer_in_another_process() -> None:
    text = "Lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt"
    script = f"from crawler.extract import language; print(language.detect({text!r}, None, None))"
    answers = {
        subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    }
    assert answers == {f"{language.detect(text, None, None)}\n"}


def test_langdetect_is_loaded_only_when_it_is_asked() -> None:
    script = (
        "import sys; from crawler.extract import language;"
        f"language.detect({TEXTS['en']!r}, 'en', None); print('langdetect' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


@given(st.text(max_size=60), st.text(max_size=8))
def test_no_text_and_no_tag_raises(text: str, tag: str) -> None:
    language.detect(text, tag, tag)


@pytest.mark.parametrize("script", ["cyrillic", "arabic", "devanagari"])
def test_shares_are_those_of_langdetect(script: str) -> None:
    folder = Path(PROFILES_DIRECTORY)
    whole = DetectorFactory()
    whole.load_json_profile(
        [(folder / name).read_text("utf-8") for name in language._PROFILES[script].split()]
    )
    ours = language._factory(script)
    assert ours.langlist == whole.langlist
    table = whole.word_lang_prob_map
    for letters in list(table)[::7]:
        assert letters in ours.word_lang_prob_map
        assert ours.word_lang_prob_map[letters] == table[letters]
    for letters in ("\u4e00", "zzz", "", "\u0915\u0916\u0917\u0918"):
        assert (letters in ours.word_lang_prob_map) == (letters in table)


@given(st.text(st.sampled_from("ab'’ \n1_.,²ßİж،َ—“\ud800"), max_size=30) | st.text(max_size=60))
@example("It's “so”, he’d say: 'no' — l'an 2000's end.")
@example("a_b c1d 2nd x² Ⅷ ½ e-mail und/oder")
def test_words_are_what_the_pattern_finds(text: str) -> None:
    assert language._words(text, "latin") == language._WORD.findall(text.casefold())
