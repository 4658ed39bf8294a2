"""Words of bylines, casefolded unless said otherwise: who comes next, what is a role, what is no person."""

LEADS = (
    # English
    "by",
    "written by",
    "posted by",
    "submitted by",
    "gespeichert von",
    "publiziert von",
    "eingestellt von",
    "erstellt von",
    "published by",
    "story by",
    "reported by",
    "report by",
    "reporting by",
    "words by",
    "text by",
    "article by",
    "authored by",
    "author",
    "authors",
    "reporter",
    "writer",
    "words",
    "about the author -",
    "about the author",
    "analysis by",
    "opinion by",
    "interview by",
    "review by",
    # Indonesian, Malay
    "oleh",
    "penulis",
    "reporter",
    "reportase",
    "laporan",
    "pewarta",
    "wartawan",
    "kontributor",
    "jurnalis",
    "ditulis oleh",
    "dilaporkan oleh",
    "laporan oleh",
    "oleh wartawan",
    "disusun oleh",
    # German
    "von",
    "text von",
    "ein artikel von",
    "ein beitrag von",
    "ein kommentar von",
    "eine analyse von",
    "kommentar von",
    "geschrieben von",
    "ein gastbeitrag von",
    "gastbeitrag von",
    "ein bericht von",
    "bericht von",
    "autor",
    "autorin",
    "autoren",
    "verfasst von",
    "veröffentlicht von",
    "interview von",
    "protokoll von",
    "text",
    # French
    "par",
    "écrit par",
    "publié par",
    "rédigé par",
    "propos recueillis par",
    "texte",
    "auteur",
    "auteurs",
    "article de",
    "article rédigé par",
    # Spanish, Portuguese, Catalan
    "por",
    "escrito por",
    "publicado por",
    "redactado por",
    "autor",
    "autora",
    "autores",
    "texto",
    "texto de",
    "per",
    "reportagem de",
    "redigido por",
    # Italian
    "di",
    "a cura di",
    "scritto da",
    "pubblicato da",
    "articolo di",
    "autore",
    # Dutch
    "door",
    "geschreven door",
    "tekst",
    "auteur",
    # Polish
    "autor",
    "napisał",
    "napisała",
    "tekst",
    "opracował",
    "opracowała",
    "oprac",
    # Russian, Ukrainian
    "автор",
    "авторы",
    "текст",
    "автори",
    # Turkish, Arabic, Hindi, Vietnamese, Scandinavian, Czech, Hungarian, Romanian
    "yazan",
    "haber",
    "muhabir",
    "بقلم",
    "كتب",
    "كتبت",
    "الكاتب",
    "تقرير",
    "लेखक",
    "रिपोर्ट",
    "रिपोर्टर",
    "संवाददाता",
    "द्वारा",
    "written by",
    "theo",
    "tác giả",
    "thực hiện",
    "av",
    "tekst",
    "skrevet av",
    "skrevet af",
    "af",
    "text",
    "autor",
    "szerző",
    "írta",
    "de",
    "scris de",
    # Chinese, Japanese, Korean
    "记者",
    "記者",
    "本报记者",
    "本報記者",
    "见习记者",
    "通讯员",
    "作者",
    "文",
    "撰文",
    "撰稿",
    "文／",
    "執筆",
    "投稿者",
    "著者",
    "글",
    "기자",
)
"""What stands before the names. Most want a colon or a capital after them (see ``byline``)."""

PEOPLE_AFTER = ("기자", "특파원", "논설위원", "記者", "记者", "특약기자", "편집위원")
"""What stands behind a name in unspaced or Korean bylines, without the space."""

ROLES = frozenset(
    (
        "editor editors reporter reporters correspondent correspondents writer writers columnist journalist journalists "
        "contributor contributors producer photographer analyst author authors critic bureau chief deputy assistant "
        "senior freelance intern fellow professor prof lecturer "
        "blogger presenter anchor commentator publisher founder ceo president director manager specialist "
        "redakteur redakteurin redakteure journalistin korrespondent korrespondentin autor autorin autoren chefredakteur "
        "chefredakteurin ressortleiter ressortleiterin reporterin volontär volontärin kolumnist kolumnistin "
        "stellvertretender freier freie leiter leiterin "
        "journaliste rédacteur rédactrice correspondant correspondante auteur grand "
        "periodista redactor redactora corresponsal columnista colaborador enviado especial jefe "
        "jornalista repórter correspondente colunista editora redator "
        "giornalista redattore inviato corrispondente collaboratore direttore "
        "redacteur verslaggever correspondente "
        "redaktor dziennikarz dziennikarka korespondent "
        "корреспондент журналист редактор обозреватель автор "
        "muhabir muhabiri editör yazar gazeteci "
        "wartawan pewarta kontributor penulis jurnalis koresponden penyunting "
        "phóng viên biên tập"
    ).split()
)
"""A part of a byline that holds one of these is a role, not a name."""

CALLINGS = ROLES | frozenset(
    (
        "expert engineer scientist researcher teacher lawyer attorney consultant entrepreneur marketer professional enthusiast historian "
        "student graduate executive head lead co-founder cofounder owner doctor physician nutritionist dietitian novelist poet "
        "herausgeber herausgeberin gründer gründerin wissenschaftler wissenschaftlerin autorenprofil studierte schreibt "
        "fondateur fondatrice chercheur chercheuse avocat écrivain fundador fundadora profesor profesora abogado escritor "
        "pengajar peneliti dosen pendiri mahasiswa"
    ).split()
)
"""Words that a line about an author says what they are with."""

NOT_PEOPLE = frozenset(
    (
        "staff team redaksi redaktion redazione redacción redaccion redação redacao rédaction redaction redactie redakcja "
        "redakce redaktionen redaksjonen редакция редакції newsroom newsdesk desk editorial news nachrichten agency agencies agencia "
        "agência agenzia agentur agenturen agence admin administrator webmaster media magazine magazin journal gazette "
        "tribune herald daily online press newspaper zeitung online-redaktion onlineredaktion liputan "
        "wire newswire services service network tv radio gmbh inc ltd llc ag corp company "
        "guest anonymous unknown n/a none null undefined contributor contributors board committee university institute foundation "
        "e.v verband verein bund association verlag presse pressestelle pressemitteilung sponsored advertorial partner partners content "
        "comment comments kommentar kommentare kommentieren commentaire commentaires comentario comentarios comentários commento commenti "
        "reacties reactie komentar comentarii комментарии комментариев "
        "haber haberler merkezi тасс агентство وكالات وكالة"
    ).split()
)
"""A name that holds one of these words is an institution, a desk or a template's filler."""

WANT_COLON = frozenset(
    (
        "text", "texte", "texto", "tekst", "текст", "words", "writer", "reporter", "author", "authors", "auteur", "auteurs", "autor",
        "autores", "autoren", "autorin", "autora", "autore", "haber", "laporan", "reportase", "per", "de", "文", "글",
    )
)  # fmt: skip
"""Leads that are common words too: without a colon they lead only where markup says byline."""

NEWSPAPER_WORDS = frozenset(
    (
        "the times post guardian observer chronicle standard independent mail express mirror star sun globe review report reports "
        "reporter today weekly monthly channel club group office ministry department blog blogs forum world record courier bulletin "
        "digest examiner inquirer sentinel telegraph dispatch argus echo planet life style food home health tech digital web live "
        "der die das le la les el los il lo o os a as de het "
        "kurier anzeiger spiegel bote rundschau stern welt focus postillon monde figaro temps libération país mundo vanguardia "
        "repubblica corriere stampa giornale sole folha globo estado público volkskrant telegraaf kompas republika detik harian berita "
        "suara pos koran gazeta rzeczpospolita wyborcza газета известия коммерсант правда gazete haberler"
    ).split()
)
"""Words of newspapers' names; a newspaper's name without any may be its only author's."""

NOT_NAMES = frozenset(
    (
        "기사입력,입력,수정,최종수정,등록,승인,발행,기사등록,"
        "bluesky,instagram,linkedin,youtube,mastodon,threads,tiktok,pinterest,whatsapp,telegram,rss,website,web,email address,"
        "home,read more,more,share,comments,comment,follow,facebook,twitter,subscribe,print,email,save,video,photo,photos,"
        "updated,published,last updated,advertisement,contact,about,about the author,view all posts,see all,bio,full bio,"
        "bekijk,lire la suite,mehr,teilen,drucken,kommentare,a,an,the,us,uk,views,likes,min read,minutes read,exclusive,"
        "live,breaking,opinion,analysis,default,user,root,super user,test,author,authors,by,wordpress,editor,all articles"
    ).split(",")
)
"""Whole strings that stand where a name should, and are none."""

CALLS = frozenset(
    (
        "view see read more show follow all learn click visit contact browse about mehr alle zeige lesen folgen voir lire suivre toutes tous "
        "ver leer seguir todos todas mais leia siga vedi leggi segui lihat baca semua bekijk lees volg zobacz czytaj visa les se"
    ).split()
)
"""First words of links that stand beside a name and call for a click."""

PARTICLES = frozenset(
    (
        "de da do dos das del della dello di du la le les van von der den het ter ten zu zum zur af av al el bin binti ibn "
        "abu y e i und and dan ben ap o' st st. san della degli dal d' ul ur mac vom af ali"
    ).split()
)
"""Words inside a name that are not capitalised."""

AND = (
    "im gespräch mit",
    "in conversation with",
    "and",
    "und",
    "et",
    "dan",
    "y",
    "e",
    "en",
    "i",
    "и",
    "ve",
    "og",
    "och",
    "và",
    "&",
    "و",
    "と",
    "や",
    "a",
    "és",
    "und",
    "ja",
    "oraz",
    "în",
)
"""Words between two names. The one-letter ones count only between names."""

PUBLISHED = (
    "published",
    "posted",
    "first published",
    "publication date",
    "date",
    "created",
    "originally published",
    "release date",
    "diterbitkan",
    "dipublikasikan",
    "tayang",
    "terbit",
    "veröffentlicht",
    "publiziert",
    "gespeichert",
    "eingestellt",
    "geschrieben",
    "erschienen",
    "erstellt",
    "stand",
    "publié",
    "mis en ligne",
    "publicado",
    "publicada",
    "pubblicato",
    "gepubliceerd",
    "opublikowano",
    "dodano",
    "опубликовано",
    "yayınlanma",
    "yayın tarihi",
    "نشر",
    "发布",
    "发表",
    "公開",
    "公開日",
    "掲載",
    "配信",
    "입력",
    "등록",
    "đăng",
    "प्रकाशित",
    "publicerad",
    "publisert",
    "udgivet",
    "julkaistu",
)
"""Words before the date of publication."""

UPDATED = (
    "updated",
    "last updated",
    "modified",
    "last modified",
    "edited",
    "last edited",
    "revised",
    "update",
    "diperbarui",
    "diupdate",
    "dikemas kini",
    "aktualisiert",
    "zuletzt aktualisiert",
    "geändert",
    "letzte änderung",
    "mis à jour",
    "mise à jour",
    "modifié",
    "actualizado",
    "actualizada",
    "atualizado",
    "atualizada",
    "aggiornato",
    "aggiornamento",
    "ultimo aggiornamento",
    "bijgewerkt",
    "laatst bijgewerkt",
    "gewijzigd",
    "aktualizacja",
    "zaktualizowano",
    "обновлено",
    "изменено",
    "güncelleme",
    "güncellenme",
    "تحديث",
    "更新",
    "最終更新",
    "수정",
    "cập nhật",
    "अपडेट",
    "uppdaterad",
    "oppdatert",
    "opdateret",
    "päivitetty",
)
"""Words before the date of a change."""

DATE_LABELS = frozenset(
    w.casefold()
    for w in (
        *PUBLISHED,
        *UPDATED,
        *(
            f"{w} {p}"
            for w in (*PUBLISHED, *UPDATED)
            for p in ("am", "on", "le", "el", "em", "il", "op", "pada")
        ),
    )
)

CREDIT_REPORTERS = (
    "reporting by",
    "writing by",
    "reporting and writing by",
    "writing and reporting by",
    "additional reporting by",
    "reported by",
    "reportase",
    "reporter",
    "pewarta",
    "penulis",
    "laporan",
    "wartawan",
    "kontributor",
    "jurnalis",
    "reportage de",
    "reportage par",
    "par",
    "por",
    "reporte de",
    "reportagem de",
    "reportagem por",
    "redacción de",
    "escrito por",
    "berichtet von",
    "bericht von",
    "von",
    "text",
    "autor",
    "autorin",
    "autore",
    "servizio di",
    "rédigé par",
    "tekst",
    "автор",
    "記者",
    "记者",
)
"""Parts of a credit line that name those who wrote."""

CREDIT_SECOND = ("additional reporting by", "writing by", "penulis")
"""Of those, the ones that count only where nobody else is named."""

CREDIT_OTHERS = (
    "editing by",
    "edited by",
    "editor",
    "penyunting",
    "redaktur",
    "uploader",
    "photo by",
    "photos by",
    "foto",
    "graphic by",
    "graphics by",
    "editado por",
    "editada por",
    "edité par",
    "édité par",
    "edição de",
    "edição por",
    "edição",
    "redaktion",
    "redigiert von",
    "bearbeitet von",
    "compiled by",
    "translated by",
    "translation by",
    "penerjemah",
    "traducido por",
    "traduit par",
    "tradução de",
    "traduction de",
    "produced by",
    "version française",
    "copyright",
    "sumber",
    "source",
    "redaktor",
    "编辑",
    "責任編集",
    "责任编辑",
    "责编",
    "video by",
    "fact-checked by",
)
"""Parts of a credit line that name others."""

SECTIONS = frozenset(
    (
        "news,world,business,politics,sport,sports,technology,tech,science,health,culture,entertainment,opinion,economy,finance,markets,lifestyle,"
        "travel,education,environment,local,national,international,arts,style,food,auto,"
        "nasional,internasional,ekonomi,bisnis,politik,hukum,olahraga,teknologi,hiburan,gaya hidup,otomotif,kesehatan,pendidikan,daerah,metro,"
        "peristiwa,dunia,berita,sains,budaya,wisata,edukasi,megapolitan,regional,global,sukan,bisnes,"
        "wirtschaft,sport,kultur,wissen,gesellschaft,ausland,inland,panorama,technik,gesundheit,"
        "politique,économie,culture,société,monde,santé,planète,política,economía,economia,deportes,esportes,cultura,sociedad,mundo,tecnología,tecnologia,"
        "politica,cronaca,esteri,salute,politiek,economie,cultuur,sport,świat,kraj,gospodarka,политика,экономика,общество,спорт,культура,мир,"
        "gündem,ekonomi,spor,dünya,siyaset,سياسة,اقتصاد,رياضة,政治,経済,社会,国際,スポーツ,经济,国际,体育,科技"
    ).split(",")
)
"""Names of sections that a byline may hold beside the author."""
