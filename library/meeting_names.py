"""The names of the Meeting Guide format (`code4recovery/spec`): fields, type codes, languages."""

# fmt: off
KEPT_FIELDS = frozenset({
    "name", "slug", "day", "time", "end_time", "timezone", "types", "notes", "updated",
    "approximate", "attendance_option", "email", "group", "group_notes", "location",
    "location_notes", "latitude", "longitude", "formatted_address", "address", "city", "state",
    "postal_code", "country", "region", "sub_region", "regions", "url", "phone", "conference_url",
    "conference_url_notes", "conference_phone", "conference_phone_notes", "contact_1_name",
    "contact_1_email", "contact_1_phone", "contact_2_name", "contact_2_email", "contact_2_phone",
    "contact_3_name", "contact_3_email", "contact_3_phone",
})
"""Fields of a feed that have a place in an entry.

Payment handles, editors' addresses and pictures have none.
"""

LANGUAGES = {
    "AM": "am", "ASL": "ase", "DA": "da", "DE": "de", "EL": "el", "EN": "en", "FA": "fa",
    "FR": "fr", "HE": "he", "HI": "hi", "HR": "hr", "HU": "hu", "ITA": "it", "JA": "ja",
    "KOR": "ko", "LT": "lt", "ML": "ml", "NO": "no", "POL": "pl", "POR": "pt", "PUN": "pa",
    "RUS": "ru", "S": "es", "SK": "sk", "SV": "sv", "TH": "th", "TL": "tl", "UK": "uk",
}
"""Type codes that name a language, with its own code."""

TYPES = frozenset(LANGUAGES) | {
    "11", "12x12", "A", "ABSI", "AL", "AL-AN", "B", "BA", "BE", "BI", "BRK", "C", "CAN", "CF", "D",
    "DB", "DD", "DR", "FF", "G", "GR", "H", "L", "LGBTQ", "LIT", "LS", "M", "MED", "N", "NB", "NDG",
    "O", "ONL", "OUT", "P", "POA", "POC", "SEN", "SM", "SP", "ST", "T", "TC", "TR", "W", "X", "XB",
    "XT", "Y", "BV-I", "D-HOH", "LO-I", "QSL", "RSL",
}
"""As the format writes them.

The app has words for each of these (`openapi/vectors/meeting_types.json`).
"""

TYPE_OF = {code.upper(): code for code in TYPES} | {
    "ONLINE": "ONL", "ONLINE MEETING": "ONL", "VIRTUAL": "ONL", "HYBRID": "HY", "HY": "HY",
    "TEMPORARILY CLOSED": "TC", "LOCATION TEMPORARILY CLOSED": "TC",
}
"""A code by how feeds write it, in upper case.

`onl` and `12X12` are known too, and words for what decides where people are sent.
"""

ATTENDANCE = {
    "in_person": "in_person", "inperson": "in_person", "hybrid": "hybrid", "both": "hybrid",
    "online": "online", "virtual": "online", "inactive": "inactive",
}
YES_OR_NO = {"yes": "yes", "true": "yes", "1": "yes", "y": "yes", "no": "no", "false": "no",
    "0": "no", "n": "no"}
# fmt: on
