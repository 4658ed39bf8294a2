"""A desk that saves made-up texts as articles of newspapers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from archive.model import Article, Extracted

DAY = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)

WIRE = """PORT AMBREL (Tidewire) - The harbour board of Port Ambrel voted on Thursday to rebuild the old sea wall for 14.2 million puffins, ending a dispute that has divided the town since the storm of 2019.

Seven of the nine members were in favour. Chair Tobias Renn said the work would begin in March and take about 30 months, during which the fish market is to move to Slip Three.

"Nobody here has forgotten the night when the water stood in Quay Street," Renn told reporters after the meeting. "We could have gone on arguing for another seven years."

The plan by engineer Mirela Stannock keeps a strip of 220 metres of beach inside the wall, which the swimming club had asked for. It also raises the road to Wenlow by half a metre and replaces 41 of the 60 lamps along the promenade.

Opponents led by the shipowner Edda Kroll called the decision a waste of money. They want a barrier at the mouth of the Sound instead and have announced that they will go to court. The island council has promised to pay a third of the costs if the work is finished by the summer of 2029.

Fishermen were divided. "The wall is fine, the months without a market are not," said Jonas Pell, who has sold herring on the quay for 26 years."""

OTHER = """The town library of Wenlow will stay open until midnight from January, after students collected 1,900 signatures in a fortnight. Librarian Petra Holm said she had been asked for longer hours in every one of her eleven years there.

The council had refused twice, most recently in 2023, because of the cost of heating the reading room. It changed its mind when the owner of the bakery next door offered the warmth of its ovens through a pipe under the yard.

"We bake at night anyway," said baker Samuel Orme. "Somebody may as well read by it." The pipe is 18 metres long and was paid for by the friends of the library. On the first evening 74 people came, and most of them stayed to the end."""

MARKET = """Shares in Port Ambrel closed {0} on {1} as investors weighed the catch figures against a mixed set of results. The Ambrel 50 ended {2} per cent at {3} points, while the index of the smaller companies gained {4} per cent to {5} points.

{6} was the biggest gainer, adding {7} per cent to {8} puffins after it raised its outlook for the year. At the other end {9} dropped {10} per cent after a profit warning. Turnover was {11} million, against {12} million the day before.

The puffin was little changed at {13} to the crown. In the bond market the yield of the ten-year note stood at {14} per cent. Analysts said that the market would look for direction to the minutes of the last meeting of the central bank."""


class Desk:
    """Saves texts as articles of one newspaper after the other."""

    def __init__(self, store) -> None:
        self.store = store
        self.saved = 0

    def article(self, text: str, title: str = "Board votes for the sea wall", **fields) -> Article:
        self.saved += 1
        defaults = {
            "url": f"https://paper{self.saved}.example/news/{self.saved}",
            "source": f"paper{self.saved}",
            "published": DAY + timedelta(hours=self.saved),
            "fetched": DAY + timedelta(hours=self.saved),
            "language": "en",
        }
        return Article(title=title, text=text, **(defaults | fields))

    def save(self, *articles: Article) -> list[Article]:
        """Saves them in one batch; gives them back as they are stored."""
        saved = self.store.save([Extracted(article=article) for article in articles])
        return [self.store.get(each.id) for each in saved]

    def put(self, text: str, title: str = "Board votes for the sea wall", **fields) -> Article:
        (stored,) = self.save(self.article(text, title, **fields))
        return stored

    def again(self, stored: Article, text: str, title: str | None = None) -> Article:
        """The same address brings another text, a day later."""
        (changed,) = self.save(
            replace(
                stored,
                text=text,
                title=title or stored.title,
                fetched=stored.fetched + timedelta(days=1),
                first_seen=None,
            )
        )
        assert changed.id == stored.id
        return changed
