"""Every form of a date that newspapers of the known languages print: a table of cases each."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from crawler.extract import dates
from crawler.extract.dates import eras

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def read(language: str, text: str) -> dates.FoundDate | None:
    found = dates.parse(text, language=language, now=NOW)
    return found[0] if found else None


PRINTED = [
    ("en", "22 November 2026", "2026-11-22"),
    ("en", "November 22, 2026", "2026-11-22"),
    ("en", "Sunday, November 22nd, 2026", "2026-11-22"),
    ("en", "22nd of November 2026", "2026-11-22"),
    ("en", "Nov. 22, 2026", "2026-11-22"),
    ("en", "22 Nov 2026", "2026-11-22"),
    ("en", "Sun 22 Nov 2026 10:21 GMT", "2026-11-22T10:21:00+00:00"),
    ("en", "NOV 22 2026, 3:21 PM EST", "2026-11-22T15:21:00-05:00"),
    ("en", "22-Nov-2026", "2026-11-22"),
    ("en", "22 Nov ’26", "2026-11-22"),
    ("en", "Nov 22, 2026, 3.21pm BST", "2026-11-22T15:21:00+01:00"),
    ("en-GB", "22/11/2026", "2026-11-22"),
    ("en-US", "11/22/2026", "2026-11-22"),
    ("en", "2026/11/22", "2026-11-22"),
    ("en", "Published 10:21 GMT, 22 November 2026", "2026-11-22T10:21:00+00:00"),
    ("en-US", "November 22, 2026 at 3:21 p.m. Eastern Time", "2026-11-22T15:21:00-05:00"),
    ("en-IN", "22 Nov 2026, 10:21 AM IST", "2026-11-22T10:21:00+05:30"),
    ("id", "Minggu, 22 November 2026 | 10:21 WIB", "2026-11-22T10:21:00+07:00"),
    ("id", "22 Nov 2026, 10.21 WITA", "2026-11-22T10:21:00+08:00"),
    ("id", "Minggu (22/11/2026) pukul 10.21 WIT", "2026-11-22T10:21:00+09:00"),
    ("id", "22 Nopember 2026", "2026-11-22"),
    ("id", "22 Agt 2026", "2026-08-22"),
    ("id", "22-11-2026 10:21", "2026-11-22T10:21:00+00:00"),
    ("id", "22 Peb 2026", "2026-02-22"),
    ("ms", "22 Ogos 2026", "2026-08-22"),
    ("ms", "Ahad, 22 November 2026 3:21 petang", "2026-11-22T15:21:00+00:00"),
    ("ms", "22 Disember 2025 | 8:04 malam", "2025-12-22T20:04:00+00:00"),
    ("ms", "22 Nov 2026 08:04 pagi MYT", "2026-11-22T08:04:00+08:00"),
    ("ms", "22 Mac 2026", "2026-03-22"),
    ("ms", "22 Julai 2026", "2026-07-22"),
    ("de", "22. November 2026", "2026-11-22"),
    ("de", "Sonntag, 22. November 2026, 10:21 Uhr", "2026-11-22T10:21:00+00:00"),
    ("de", "So., 22.11.2026 - 10:21", "2026-11-22T10:21:00+00:00"),
    ("de", "22.11.26, 10.21 Uhr", "2026-11-22T10:21:00+00:00"),
    ("de", "Stand: 22.11.2026, 10:21 Uhr", "2026-11-22T10:21:00+00:00"),
    ("de", "Veröffentlicht am 22. Nov. 2026 um 10:21 Uhr MEZ", "2026-11-22T10:21:00+01:00"),
    ("de", "22. März 2026", "2026-03-22"),
    ("de", "22. Mär. 2026", "2026-03-22"),
    ("de", "22. Jänner 2026", "2026-01-22"),
    ("de", "22. 11. 2026", "2026-11-22"),
    ("de", "22.11.2026 | 10 Uhr", "2026-11-22T10:00:00+00:00"),
    ("de", "22 | 11 | 2026", "2026-11-22"),
    ("fr", "dimanche 22 novembre 2026 à 10h21", "2026-11-22T10:21:00+00:00"),
    ("fr", "1er août 2026", "2026-08-01"),
    ("fr", "22 févr. 2026", "2026-02-22"),
    ("fr", "22/11/2026 à 10 h 21", "2026-11-22T10:21:00+00:00"),
    ("fr", "Publié le 22.11.2026 à 10:21 et modifié", "2026-11-22T10:21:00+00:00"),
    ("fr", "22 décembre 2025", "2025-12-22"),
    ("fr", "22 FEVRIER 2026", "2026-02-22"),
    ("fr", "22 juil. 2026 - 17h", "2026-07-22T17:00:00+00:00"),
    ("es", "22 de noviembre de 2026", "2026-11-22"),
    ("es", "domingo, 22 noviembre 2026 - 10:21 CET", "2026-11-22T10:21:00+01:00"),
    ("es", "22 nov 2026 a las 10:21h", "2026-11-22T10:21:00+00:00"),
    ("es", "22 de noviembre del 2026, 3:21 p. m.", "2026-11-22T15:21:00+00:00"),
    ("es", "22 set. 2026", "2026-09-22"),
    ("es", "noviembre 22, 2026", "2026-11-22"),
    ("es", "22/11/2026", "2026-11-22"),
    ("es", "22 ENE 2026", "2026-01-22"),
    ("es", "mié., 22 de abril de 2026", "2026-04-22"),
    ("pt", "22 de novembro de 2026 às 10h21", "2026-11-22T10:21:00+00:00"),
    ("pt", "22.nov.2026 às 10h21", "2026-11-22T10:21:00+00:00"),
    ("pt-BR", "22/11/2026 10h21", "2026-11-22T10:21:00+00:00"),
    ("pt", "1º de março de 2026", "2026-03-01"),
    ("pt", "22 out 2026", "2026-10-22"),
    ("pt", "22 de Setembro, 2026", "2026-09-22"),
    ("it", "22 novembre 2026", "2026-11-22"),
    ("it", "Domenica 22 Novembre 2026, ore 10:21", "2026-11-22T10:21:00+00:00"),
    ("it", "22 mag 2026 alle 10:21", "2026-05-22T10:21:00+00:00"),
    ("it", "22 dic 2025", "2025-12-22"),
    ("it", "22 Giugno 2026", "2026-06-22"),
    ("nl", "zondag 22 november 2026 om 10:21 uur", "2026-11-22T10:21:00+00:00"),
    ("nl", "zo 22 nov. 2026", "2026-11-22"),
    ("nl", "22 mrt 2026", "2026-03-22"),
    ("nl", "22-11-2026 10:21", "2026-11-22T10:21:00+00:00"),
    ("pl", "22 listopada 2026, godz. 10:21", "2026-11-22T10:21:00+00:00"),
    ("pl", "niedziela, 22 lis 2026", "2026-11-22"),
    ("pl", "22.11.2026 10:21", "2026-11-22T10:21:00+00:00"),
    ("pl", "22 XI 2026", "2026-11-22"),
    ("pl", "22 października 2026", "2026-10-22"),
    ("pl", "22 września 2026 r.", "2026-09-22"),
    ("ru", "22 ноября 2026, 10:21", "2026-11-22T10:21:00+00:00"),
    ("ru", "22 ноября 2026 года, 10:21 МСК", "2026-11-22T10:21:00+03:00"),
    ("ru", "10:21, 22.11.2026", "2026-11-22T10:21:00+00:00"),
    ("ru", "22 нояб. 2026", "2026-11-22"),
    ("ru", "22.11.2026 в 10:21", "2026-11-22T10:21:00+00:00"),
    ("ru", "воскресенье, 22 Ноябрь 2026", "2026-11-22"),
    ("tr", "22 Kasım 2026 Pazar, 10:21", "2026-11-22T10:21:00+00:00"),
    ("tr", "22 KASIM 2026", "2026-11-22"),
    ("tr", "22 Haz 2026", "2026-06-22"),
    ("tr", "22 HAZİRAN 2026", "2026-06-22"),
    ("tr", "22.11.2026 - 10:21 TSİ", "2026-11-22T10:21:00+03:00"),
    ("tr", "22 Ağustos 2026 saat 10:21", "2026-08-22T10:21:00+00:00"),
    ("ar", "الأحد 22 نوفمبر 2026 - 10:21", "2026-11-22T10:21:00+00:00"),
    ("ar", "22 تشرين الثاني 2026", "2026-11-22"),
    ("ar", "٢٢ نوفمبر ٢٠٢٦", "2026-11-22"),
    ("ar", "22 نوفمبر/تشرين الثاني 2026", "2026-11-22"),
    ("ar", "22 نونبر 2026", "2026-11-22"),
    ("ar", "22/11/2026 03:21 م", "2026-11-22T15:21:00+00:00"),
    ("ar", "22 كانون الأول 2025 الساعة 10:21", "2025-12-22T10:21:00+00:00"),
    ("ar", "22 غشت 2026", "2026-08-22"),
    ("zh", "2026年11月22日 10:21", "2026-11-22T10:21:00+00:00"),
    ("zh", "2026年11月22日 星期日 下午3:21", "2026-11-22T15:21:00+00:00"),
    ("zh", "二〇二六年十一月二十二日", "2026-11-22"),
    ("zh", "民國115年11月22日", "2026-11-22"),
    ("zh", "2026-11-22 10:21:05 CST", "2026-11-22T10:21:05+08:00"),
    ("zh", "2026/11/22 10:21", "2026-11-22T10:21:00+00:00"),
    ("zh", "二〇二六年十月十日", "2026-10-10"),
    ("ja", "2026年11月22日 10時21分", "2026-11-22T10:21:00+00:00"),
    ("ja", "令和8年11月22日(日) 午後3時21分", "2026-11-22T15:21:00+00:00"),
    ("ja", "令和元年5月1日", "2019-05-01"),
    ("ja", "平成31年4月30日", "2019-04-30"),
    ("ja", "2026.11.22", "2026-11-22"),
    ("ja", "２０２６年１１月２２日", "2026-11-22"),
    ("ja", "2026年11月22日(日) 10:21 JST", "2026-11-22T10:21:00+09:00"),
    ("ko", "2026년 11월 22일 10:21", "2026-11-22T10:21:00+00:00"),
    ("ko", "입력 2026.11.22. 오후 3:21", "2026-11-22T15:21:00+00:00"),
    ("ko", "2026-11-22 10:21 KST", "2026-11-22T10:21:00+09:00"),
    ("ko", "2026년 11월 22일 일요일 오전 10시 21분", "2026-11-22T10:21:00+00:00"),
    ("vi", "Chủ nhật, ngày 22 tháng 11 năm 2026", "2026-11-22"),
    ("vi", "Chủ nhật, 22/11/2026, 10:21 (GMT+7)", "2026-11-22T10:21:00+07:00"),
    ("vi", "22 Tháng Mười Một, 2026", "2026-11-22"),
    ("vi", "10:21 22/11/2026", "2026-11-22T10:21:00+00:00"),
    ("vi", "22 tháng 11, 2026 3:21 CH", "2026-11-22T15:21:00+00:00"),
    ("vi", "22 tháng Tư 2026", "2026-04-22"),
    ("hi", "22 नवंबर 2026", "2026-11-22"),
    ("hi", "२२ नवंबर २०२६", "2026-11-22"),
    ("hi", "रविवार, 22 नवंबर 2026 10:21 AM IST", "2026-11-22T10:21:00+05:30"),
    ("hi", "22 Nov 2026, 03:21 PM (IST)", "2026-11-22T15:21:00+05:30"),
    ("hi", "२२ फ़रवरी २०२६, शाम 5:10 बजे", "2026-02-22"),
    ("th", "22 พฤศจิกายน 2569", "2026-11-22"),
    ("th", "22 พ.ย. 2569 10:21 น.", "2026-11-22T10:21:00+00:00"),
    ("th", "22 พ.ย. 69", "2026-11-22"),
    ("th", "22/11/2569", "2026-11-22"),
    ("th", "22 พฤศจิกายน พ.ศ. 2569", "2026-11-22"),
    ("fa", "۱ آذر ۱۴۰۵", "2026-11-22"),
    ("fa", "۲۲ نوامبر ۲۰۲۶", "2026-11-22"),
    ("hu", "2026. november 22., vasárnap 10:21", "2026-11-22T10:21:00+00:00"),
    ("cs", "22. listopadu 2026", "2026-11-22"),
    ("sv", "22 november 2026", "2026-11-22"),
    ("fi", "22. marraskuuta 2026", "2026-11-22"),
    ("el", "22 Νοεμβρίου 2026, 10:21 π.μ.", "2026-11-22T10:21:00+00:00"),
    ("ro", "22 noiembrie 2026", "2026-11-22"),
    ("uk", "22 листопада 2026, 10:21", "2026-11-22T10:21:00+00:00"),
    ("he", "22 בנובמבר 2026", "2026-11-22"),
    ("lt", "2026 m. lapkričio 22 d.", "2026-11-22"),
    ("lv", "2026. gada 22. novembris", "2026-11-22"),
    ("hr", "22. listopada 2026", "2026-10-22"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "expected"), PRINTED)
def test_a_printed_form_is_read(language: str, text: str, expected: str) -> None:
    found = read(language, text)
    assert found is not None
    assert found.certain
    assert found.has_time == ("T" in expected)
    assert found.when.isoformat().startswith(expected)


COUNTED_BACK = [
    ("zh", "11月22日", "2026-11-22"),
    ("en", "2 hours ago", "2026-11-24T10:00"),
    ("en", "2h ago", "2026-11-24T10:00"),
    ("en", "an hour ago", "2026-11-24T11:00"),
    ("en", "3 days ago", "2026-11-21"),
    ("en", "2 weeks ago", "2026-11-10"),
    ("en", "Yesterday at 10:21", "2026-11-23T10:21"),
    ("id", "3 jam lalu", "2026-11-24T09:00"),
    ("id", "sejam yang lalu", "2026-11-24T11:00"),
    ("id", "kemarin", "2026-11-23"),
    ("id", "Kemarin, 10:21 WIB", "2026-11-23T10:21"),
    ("id", "2 pekan lalu", "2026-11-10"),
    ("ms", "semalam", "2026-11-23"),
    ("de", "vor 2 Stunden", "2026-11-24T10:00"),
    ("de", "vor einer Stunde", "2026-11-24T11:00"),
    ("de", "gestern, 10:21 Uhr", "2026-11-23T10:21"),
    ("de", "vorgestern", "2026-11-22"),
    ("fr", "il y a 2 heures", "2026-11-24T10:00"),
    ("fr", "il y a une heure", "2026-11-24T11:00"),
    ("fr", "hier à 10h21", "2026-11-23T10:21"),
    ("es", "hace 2 horas", "2026-11-24T10:00"),
    ("es", "ayer", "2026-11-23"),
    ("pt", "há 2 horas", "2026-11-24T10:00"),
    ("pt", "2 horas atrás", "2026-11-24T10:00"),
    ("pt", "ontem às 10h21", "2026-11-23T10:21"),
    ("it", "2 ore fa", "2026-11-24T10:00"),
    ("it", "un’ora fa", "2026-11-24T11:00"),
    ("it", "ieri", "2026-11-23"),
    ("nl", "2 uur geleden", "2026-11-24T10:00"),
    ("nl", "gisteren", "2026-11-23"),
    ("pl", "2 godziny temu", "2026-11-24T10:00"),
    ("pl", "godzinę temu", "2026-11-24T11:00"),
    ("pl", "wczoraj, 10:21", "2026-11-23T10:21"),
    ("ru", "2 часа назад", "2026-11-24T10:00"),
    ("ru", "час назад", "2026-11-24T11:00"),
    ("ru", "вчера в 10:21", "2026-11-23T10:21"),
    ("tr", "2 saat önce", "2026-11-24T10:00"),
    ("tr", "dün", "2026-11-23"),
    ("ar", "منذ ساعتين", "2026-11-24T10:00"),
    ("ar", "قبل 3 ساعات", "2026-11-24T09:00"),
    ("ar", "منذ ساعة", "2026-11-24T11:00"),
    ("ar", "أمس", "2026-11-23"),
    ("zh", "2小时前", "2026-11-24T10:00"),
    ("zh", "昨天 10:21", "2026-11-23T10:21"),
    ("zh", "3天前", "2026-11-21"),
    ("zh", "前天", "2026-11-22"),
    ("ja", "2時間前", "2026-11-24T10:00"),
    ("ja", "昨日", "2026-11-23"),
    ("ja", "3日前", "2026-11-21"),
    ("ko", "2시간 전", "2026-11-24T10:00"),
    ("ko", "어제", "2026-11-23"),
    ("vi", "2 giờ trước", "2026-11-24T10:00"),
    ("vi", "hôm qua", "2026-11-23"),
    ("hi", "2 घंटे पहले", "2026-11-24T10:00"),
    ("th", "2 ชั่วโมงที่แล้ว", "2026-11-24T10:00"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "expected"), COUNTED_BACK)
def test_a_form_that_leans_on_the_fetch_is_read_and_uncertain(
    language: str, text: str, expected: str
) -> None:
    found = read(language, text)
    assert found is not None
    assert not found.certain
    assert found.when.isoformat().startswith(expected)


NO_DATES = [
    ("en", "waited for 2 hours"),
    ("fa", "قیمت ۱۴۰۵"),
    ("fa", "۱۴۰۵/۰۹/۰۱"),
    ("ar", "7 جمادى الآخرة 1448 هـ"),
    ("fr", "il y a 12 mars"),
    ("en", "22 Nov 3020"),
    ("th", "22 พ.ย. 2599"),
]


@pytest.mark.parametrize(("language", "text"), NO_DATES)
def test_what_only_looks_like_a_date_is_none(language: str, text: str) -> None:
    found = read(language, text)
    assert found is None or not found.certain


def test_a_name_that_is_no_month_hides_no_date_behind_it() -> None:
    found = read("en", "10:21 GMT, 22 November 2026")
    assert found is not None
    assert found.when.isoformat() == "2026-11-22T10:21:00+00:00"


def test_words_that_are_no_months_end_the_search() -> None:
    assert read("en", "Room 22 2026, may be closed") is None


@pytest.mark.parametrize(
    ("language", "zone", "offset"),
    [
        ("id", "WIB", 7), ("id", "WITA", 8), ("id", "WIT", 9), ("ms", "MYT", 8), ("en", "SGT", 8), ("en", "HKT", 8),
        ("de", "MEZ", 1), ("de", "MESZ", 2), ("fr", "CET", 1), ("fr", "CEST", 2), ("en", "BST", 1), ("bn", "BST", 6),
        ("en", "IST", 5.5), ("en-IE", "IST", 1), ("he", "IST", 2), ("ja", "JST", 9), ("ko", "KST", 9), ("ru", "МСК", 3),
        ("tr", "TSİ", 3), ("en", "GMT", 0), ("en", "UTC", 0), ("vi", "(GMT+7)", 7), ("en", "EST", -5), ("en", "PDT", -7),
        ("en-AU", "AEST", 10), ("en", "PKT", 5), ("en", "EAT", 3), ("en", "WAT", 1), ("pt", "BRT", -3), ("es", "ART", -3),
        ("en", "+05:30", 5.5), ("en", "-0330", -3.5), ("zh", "CST", 8), ("en", "CST", -6),
    ],
)  # fmt: skip
def test_a_printed_zone_is_that_of_the_language_and_country(
    language: str, zone: str, offset: float
) -> None:
    found = read(language, f"2026-01-22 10:21 {zone}")
    assert found is not None
    assert found.has_zone
    assert found.when.utcoffset() == timedelta(hours=offset)


def test_small_words_behind_a_time_are_no_zones() -> None:
    found = read("fr", "22 novembre 2026 à 10h21 et mis à jour")
    assert found is not None
    assert not found.has_zone
    american = read("en", "November 22, 2026 10:21 ET")
    assert american is not None
    assert american.has_zone


def test_the_other_order_is_taken_when_the_usual_one_lies_ahead() -> None:
    found = read("en-US", "12/06/2026")
    assert found is not None
    assert found.when.date() == date(2026, 6, 12)
    assert found.ambiguous
    certain = read("de", "06.12.2025")
    assert certain is not None
    assert not certain.ambiguous


@pytest.mark.parametrize(
    ("persian", "expected"),
    [
        ((1405, 9, 1), date(2026, 11, 22)),
        ((1403, 12, 30), date(2025, 3, 20)),
        ((1404, 1, 1), date(2025, 3, 21)),
        ((1399, 12, 30), date(2021, 3, 20)),
        ((1370, 6, 31), date(1991, 9, 22)),
    ],
)
def test_the_persian_calendar(persian: tuple[int, int, int], expected: date) -> None:
    found = eras.from_persian(*persian)
    assert found is not None
    assert date(*found) == expected


def test_days_of_the_persian_calendar_follow_each_other() -> None:
    day = date(2010, 3, 21)
    for year in range(1389, 1411):
        for month in range(1, 13):
            for number in range(1, 30):
                found = eras.from_persian(year, month, number)
                assert found is not None
            last = 31 if month <= 6 else 29
            end = eras.from_persian(year, month, last)
            assert end is not None
            assert day <= date(*end) <= day + timedelta(days=32)
            day = date(*end)
    assert eras.from_persian(1405, 13, 1) is None
    assert eras.from_persian(1405, 7, 31) is None
