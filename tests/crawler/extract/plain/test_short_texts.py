"""A few lines that a person copied, a widget above and a link below: in any script the story is what is left."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archive.model import Extracted

Understand = Callable[..., Extracted]

TEXTS = {
    "ko": """코스피 2,615.41 +0.8%
섬 여객선, 본토 회사에 팔려
홍길동 기자
여객선은 아흔 해 동안 해협을 건너다녔고, 양쪽 기슭의 누구도 배가 오지 않은 주를 기억하지 못한다.
월요일 의회는 아홉 대 여덟로 매각을 의결했다. 토론은 새벽 두 시까지 이어졌다.
사는 쪽은 본토의 회사로, 승객이 있는 한 시간표를 지키겠다고 약속했다.
관련기사
""",
    "ja": """日経平均 38,000.12 +1.2%
島の渡し船、本土の会社に売却
記者 山田太郎
渡し船は九十年にわたって海峡を渡り、両岸の誰も船の来なかった週を覚えていない。
月曜日、議会は九対八で売却を決めた。議論は午前二時まで続いた。
買い手は本土の会社で、乗客がいるかぎり時刻表を守ると約束している。
関連記事
""",
    "zh": """上证指数 3,000.12 +1.2%
海岛渡轮卖给大陆公司
记者 王小明
渡轮横渡海峡已有九十年，两岸没有人记得有哪一周它没有来过。
周一，议会以九票对八票决定出售，辩论一直持续到凌晨两点。
买方是大陆的一家公司，承诺只要有乘客就会维持时刻表。
相关阅读
""",
    "ar": """مؤشر السوق 10,200.5 +0.4%
بيع عبّارة الجزيرة لشركة من البر
كتب: أحمد علي
عبرت العبّارة المضيق تسعين عاما، ولا يذكر أحد على الضفتين أسبوعا لم تأت فيه.
صوّت المجلس يوم الاثنين على بيعها بتسعة أصوات مقابل ثمانية، بعد نقاش استمر حتى الثانية صباحا.
المشتري شركة من البر، وعدت بالحفاظ على المواعيد ما دام هناك ركاب.
اقرأ أيضا
""",
    "en": """FTSE 100 8,200.12 +1.2%
Island ferry is sold to the mainland
By Jane Doe
The ferry has crossed the sound for ninety years, and nobody remembers a week in which it did not.
On Monday the council voted to sell it, by nine votes to eight, after a debate until two in the morning.
The buyer is a company from the mainland, which has promised to keep the timetable.
Related articles
""",
    "hi": """सेंसेक्स 80,200.12 +1.2%
द्वीप की नौका मुख्य भूमि की कंपनी को बिकी
संवाददाता: राम कुमार
नौका नब्बे साल से जलडमरूमध्य पार करती रही है, और दोनों किनारों पर किसी को ऐसा सप्ताह याद नहीं जब वह न आई हो।
सोमवार को परिषद ने आठ के मुकाबले नौ मतों से इसे बेचने का निर्णय लिया।
खरीदार मुख्य भूमि की एक कंपनी है, जिसने समय सारणी बनाए रखने का वादा किया है।
यह भी पढ़ें
""",
}

LAST_OF_HEAD = 3
LINES = 3


@pytest.mark.parametrize("language", TEXTS)
def test_a_short_text_keeps_its_story_and_headline(understand: Understand, language: str) -> None:
    lines = TEXTS[language].strip().split("\n")
    found = understand(TEXTS[language], content_type="text/plain; charset=utf-8")
    assert found.article.title == lines[1]
    assert found.article.text.split("\n\n") == lines[LAST_OF_HEAD : LAST_OF_HEAD + LINES]
    assert {d.text for d in found.decisions if d.kept is None} == {lines[0], lines[-1]}
    assert len(found.article.authors) == 1
