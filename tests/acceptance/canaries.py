"""A child with a canary in every field, and in everything that is written about the child."""

from typing import Any

from tests.builders.contacts import A_UPN

NHS_NUMBER = "9434765919"

CHILD = {
    "first_names": "Zephaniah-Quill",
    "family_name": "Larkspurfold",
    "description": "Wears a tangerine-balaclava in all weathers.",
    "date_of_birth": "2013-02-27",
    "sex": "F",
    "nhs_number": NHS_NUMBER,
    "upn": A_UPN,
    "address": {"street": "77 Pangolin-Parade", "town": "Umberwick", "postcode": "DH9 2ZU"},
    "school": "Quincetree Academy",
    "language": "Volapük",
    "what_the_child_said": "She said the marmalade-cat hides when he shouts.",
    "lived_experience": "She sleeps in the airing-cupboard most nights.",
    "last_seen": "2026-01-19",
}
ADULT = {
    "name": "Barnabas Wigglesworth-Ox",
    "relationship": "Stepfather-of-sorts",
    "date_of_birth": "1981-08-08",
    "lives_with_child": "yes",
    "may_pose_risk": "yes",
}
CONTACT: dict[str, Any] = {
    "channel": "phone",
    "referrer": {
        "source": "6",
        "name": "Philippa Nettlebed",
        "role": "Peregrine-constable",
        "organisation": "Umberwick Constabulary",
        "phone": "01632 960 777",
        "email": "p.nettlebed@example.org",
        "feedback_wanted": True,
    },
    "consent": {"state": "not-sought", "reason": "increases-risk", "note": "He reads her gooseberry-diary."},
    "children": [CHILD],
    "adults": [ADULT],
    "concerns": [
        {
            "factor": "11A",
            "signs": ["older-associates", "unexplained-gifts"],
            "what_happened": "Found in a turquoise-van at three in the morning.",
            "basis": "fact",
            "frequency": "often",
            "severity": "serious",
            "most_recent": "2026-01-18",
        },
        {
            "factor": "3B",
            "what_happened": "He broke the magnolia-door while she stood behind it.",
            "basis": "fact",
            "frequency": "often",
            "severity": "serious",
            "most_recent": "2026-01-18",
        },
    ],
    "immediate_danger": "no",
    "exploitation": {
        "risk": "significant",
        "missing_episodes_90_days": 5,
        "note": "Met at the kumquat-kiosk.",
    },
    "signs_of_safety": {
        "worried_about": "That the xylophone-man finds her.",
        "working_well": "Her gran’s rhubarb-crumble evenings.",
        "needs_to_happen": "A ptarmigan-plan for tonight.",
        "scale": 2,
    },
}
OF_THE_CONTACT = (
    "saffron-caravan",
    "Zephaniah",
    "Larkspurfold",
    "tangerine-balaclava",
    "2013-02-27",
    NHS_NUMBER,
    A_UPN,
    "Pangolin",
    "Umberwick",
    "2ZU",
    "Quincetree",
    "Peregrine-constable",
    "Volap",
    "marmalade-cat",
    "airing-cupboard",
    "2026-01-19",
    "Barnabas",
    "Wigglesworth",
    "Stepfather-of-sorts",
    "1981-08-08",
    "Nettlebed",
    "960 777",
    "gooseberry-diary",
    "turquoise-van",
    "magnolia-door",
    "2026-01-18",
    "kumquat-kiosk",
    "xylophone-man",
    "rhubarb-crumble",
    "ptarmigan-plan",
)
CHOSEN_FROM_A_LIST = {
    *(
        "source",
        "anonymous",
        "email_is_safe",
        "feedback_wanted",
        "state",
        "reason",
        "age_years",
        "expected_date",
        "sex",
    ),
    *(
        "ethnicity",
        "disabilities",
        "no_fixed_address",
        "lives_with_child",
        "may_pose_risk",
        "factor",
        "signs",
    ),
    *("basis", "frequency", "severity", "children", "risk", "missing_episodes_90_days", "scale"),
}
WORDS = "He keeps a cerulean-notebook."
REASONS, NOTE = "Because of the vermilion-ledger.", "Ask the heliotrope-aunt first."
SPEAKER = "Ottoline Thrushcross"
SAID = "The periwinkle-shed, she told the nurse."
CHALLENGE = "Nobody asked about the saffron-caravan."
AGAIN = "Because of the viridian-stapler."
STRENGTHS, LEARNING = "The ultramarine-teapot was weighed.", "Ask about the chartreuse-anvil."
SCHOOL_TOLD = "The burgundy-satchel lead was rung."
APART = "Her gran says that the amaranth-twin is a cousin."
KEPT_LONGER = "She lived at the mauve-lodge for a year."
A_CALL = {
    "children": "1",
    "immediate-danger": "no",
    "children-1-first-names": "Zephaniah",
    "children-1-family-name": "Larkspurfold",
    "children-1-school": "Fuchsia-lane Infants",
    "children-1-what-the-child-said": "She talks of an indigo-parrot.",
    "who": "rather-not-say",
    "channel": "phone",
}
FIRST_TYPED, SENT = "Something about an ochre-lighthouse.", "She was by the magenta-wheelbarrow."
LINKED = "The sepia-passport says so."
HELD, HOLD_OVER = "The cobalt-inquiry asks for it.", "The emerald-inquiry is over."
NAMES_OF_STAFF = ("Peter Hall", "Priya Nair", "Michael Adeyemi", "Sarah Lindqvist")
OF_THE_STAFF = (
    "vermilion-ledger",
    "heliotrope-aunt",
    "cerulean-notebook",
    "periwinkle-shed",
    "viridian-stapler",
    "ultramarine-teapot",
    "chartreuse-anvil",
    "burgundy-satchel",
    "amaranth-twin",
    "mauve-lodge",
    SPEAKER,
    *NAMES_OF_STAFF,
)
ERASED = (
    "ochre-lighthouse",
    "magenta-wheelbarrow",
    "Fuchsia-lane",
    "indigo-parrot",
    "sepia-passport",
    "cobalt-inquiry",
    "emerald-inquiry",
)
"""Of a call about the same child that was erased: nobody is shown it again."""
CANARIES = OF_THE_CONTACT + OF_THE_STAFF + ERASED


def never_by_chance(canaries: tuple[str, ...]) -> tuple[str, ...]:
    """Without the short ones, which are found in anything sealed or hashed some day."""
    return tuple(canary for canary in canaries if len(canary) > 5)


def found_in(text: str, canaries: tuple[str, ...] = CANARIES) -> list[str]:
    lowered = text.lower()
    return [canary for canary in canaries if canary.lower() in lowered]
