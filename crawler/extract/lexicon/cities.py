"""Places that datelines name, casefolded. A place printed in capitals needs no entry; these may stand in mixed case."""

CITIES = frozenset(
    (
        "abu dhabi|abuja|accra|addis ababa|aden|ahmedabad|algiers|almaty|amman|amsterdam|ankara|athens|athena|atlanta|auckland|baghdad|"
        "baku|balikpapan|bandar lampung|bandung|bangalore|bengaluru|bangkok|banjarmasin|banten|barcelona|batam|beijing|beirut|bekasi|"
        "belgrade|beograd|berlin|bern|bogor|bogotá|bogota|bonn|boston|brasília|brasilia|bratislava|bruxelles|brussels|brüssel|brussel|"
        "bucharest|budapest|buenos aires|cairo|canberra|cape town|caracas|chennai|chicago|christchurch|cilegon|cirebon|colombo|"
        "copenhagen|københavn|dakar|dallas|damascus|denpasar|depok|detroit|dhaka|doha|dortmund|dresden|dubai|dublin|düsseldorf|"
        "frankfurt|gaza|gaza city|geneva|genève|genf|guangzhou|hamburg|hanoi|hà nội|harare|havana|la habana|helsinki|ho chi minh city|"
        "hong kong|honolulu|houston|hyderabad|islamabad|istanbul|i̇stanbul|jakarta|jakarta barat|jakarta pusat|jakarta selatan|"
        "jakarta timur|jakarta utara|jambi|jayapura|jeddah|jerusalem|johannesburg|johor bahru|kabul|karachi|kathmandu|kediri|khartoum|"
        "kiev|kyiv|kigali|kinshasa|köln|kolkata|kota kinabalu|kuala lumpur|kuching|kuwait city|lagos|lahore|lausanne|leipzig|lima|"
        "lisbon|lisboa|london|londres|londra|los angeles|lyon|madrid|magelang|makassar|malang|manado|manila|marseille|medan|"
        "melbourne|mexico city|ciudad de méxico|miami|milan|milano|minsk|montevideo|montreal|moscow|moskau|mumbai|munich|münchen|"
        "nairobi|new delhi|new york|nicosia|oslo|ottawa|padang|palangkaraya|palembang|palu|paris|parigi|pekanbaru|perth|peshawar|"
        "philadelphia|phnom penh|pontianak|prague|praha|pretoria|putrajaya|pyongyang|quito|rabat|ramallah|riga|rio de janeiro|riyadh|"
        "roma|rome|samarinda|san francisco|san jose|santiago|são paulo|sao paulo|sarajevo|seattle|semarang|seoul|serang|shanghai|"
        "shenzhen|singapore|singapura|sofia|solo|stockholm|strasbourg|straßburg|stuttgart|sukabumi|surabaya|surakarta|sydney|taipei|"
        "tallinn|tangerang|tangerang selatan|tashkent|tbilisi|tehran|tel aviv|the hague|den haag|tokyo|toronto|tripoli|tunis|utrecht|"
        "vancouver|vatican city|vienna|wien|vilnius|warsaw|warszawa|washington|washington dc|wellington|wiesbaden|wuhan|yangon|"
        "yerevan|yogyakarta|zagreb|zurich|zürich|москва|киев|минск|пекин|санкт-петербург"
    ).split("|")
)
