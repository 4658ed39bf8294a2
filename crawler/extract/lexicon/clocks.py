"""Words that stand around a time of day. All are regular expressions for one alternative."""

HALVES_BEFORE: dict[str, str] = {
    "上午": "a", "凌晨": "a", "清晨": "a", "早上": "a", "午前": "a", "오전": "a",
    "下午": "p", "晚上": "p", "傍晚": "p", "中午": "p", "午後": "p", "오후": "p",
}  # fmt: skip
"""Half of the day → ``a`` or ``p``, before the hour."""

HALVES_AFTER: dict[str, str] = {
    # English and Spanish, Greek, Turkish
    r"a\.?\s?m": "a", r"p\.?\s?m": "p", "πμ": "a", r"π\.μ": "a", "μμ": "p", r"μ\.μ": "p", "öö": "a", "ös": "p",
    # Malay
    "pagi": "a", "pg": "a", "tengah hari": "p", "tengahari": "p", "petang": "p", "malam": "n", "ptg": "p",
    # Arabic
    "صباحا": "a", "صباحًا": "a", "صباحاً": "a", "ص": "a", "مساء": "p", "مساءً": "p", "م": "p",
    # Vietnamese
    "sáng": "a", "sa": "a", "chiều": "p", "tối": "n", "ch": "p",
    # Hindi
    "पूर्वाह्न": "a", "सुबह": "a", "अपराह्न": "p", "दोपहर": "p", "शाम": "p", "रात": "n",
}  # fmt: skip
"""Half of the day → ``a``, ``p`` or ``n`` (night: twelve is midnight), behind the time."""

HOUR_WORDS = (
    "Uhr", r"น\.", r"hod\.", "hrs", "óra", "uur", "h", "बजे", "час", "giờ", r"godz\.",
)  # fmt: skip
"""What may stand behind a time and says nothing new."""

CONNECTORS = (
    "at", "um", "ab", "à", "às", "as", "a las", "a la", "las", "alle ore", "alle", "ore", "pukul", r"pkl\.?", "jam", r"kl\.?", "klo",
    "om", r"o godz\.?", r"godz\.?", "godzina", "o", "в", "о", "saat", "saati", "lúc", "الساعة", "u", "de", "στις", "ώρα", "เวลา", "pada jam",
)  # fmt: skip
"""What may stand between a date and its time."""

BEHIND_DATE = frozenset("года году г год року р roku r d m".split())
"""Words behind a date that belong to it: "22 ноября 2026 года"."""
