"""The names of the Meeting Guide format (`code4recovery/spec`): its fields, its type codes, the languages that some of these name."""

# fmt: off
KEPT_FIELDS = frozenset({
    "name", "slug", "day", "time", "end_time", "timezone", "types", "notes", "updated", "approximate", "email",
    "group", "group_notes", "location", "location_notes", "latitude", "longitude",
    "formatted_address", "address", "city", "state", "postal_code", "country", "region", "sub_region", "regions",
    "url", "phone", "conference_url", "conference_url_notes", "conference_phone", "conference_phone_notes",
    "contact_1_name", "contact_1_email", "contact_1_phone",
    "contact_2_name", "contact_2_email", "contact_2_phone",
    "contact_3_name", "contact_3_email", "contact_3_phone",
})
"""Fields of a feed that have a place in an entry. Payment handles, editors' addresses and pictures have none."""

LANGUAGES = {
    "AM": "am", "ASL": "ase", "DA": "da", "DE": "de", "EL": "el", "EN": "en", "FA": "fa", "FR": "fr", "HE": "he", "HI": "hi",
    "HR": "hr", "HU": "hu", "ITA": "it", "JA": "ja", "KOR": "ko", "LT": "lt", "ML": "ml", "NO": "no", "POL": "pl", "POR": "pt",
    "PUN": "pa", "RUS": "ru", "S": "es", "SK": "sk", "SV": "sv", "TH": "th", "TL": "tl", "UK": "uk",
}
"""Type codes that name a language, with its own code."""

TYPES = frozenset(LANGUAGES) | {
    "11", "12X12", "A", "ABSI", "AL", "AL-AN", "B", "BA", "BE", "BI", "BRK", "C", "CAN", "CF", "D", "DB", "DD", "DR", "FF", "G",
    "GR", "H", "L", "LGBTQ", "LIT", "LS", "M", "MED", "N", "NB", "NDG", "O", "ONL", "OUT", "P", "POA", "POC", "SEN", "SM", "SP",
    "ST", "T", "TC", "TR", "W", "X", "XB", "XT", "Y", "BV-I", "D-HOH", "LO-I", "QSL", "RSL",
}
"""In upper case, so that `onl` and `12x12` are known too."""
# fmt: on
