"""The code sets of the children in need census 2025/26, used as they are published.

Source: Department for Education, children in need census technical specification 2025 to 2026.
"""

from mash_contracts.labelled import Labelled


class ReferralSource(Labelled):
    """Who made the contact."""

    RELATIVE = "1A", "Individual: family member, relative or carer"
    ACQUAINTANCE = "1B", "Individual: acquaintance, including neighbours and child minders"
    SELF = "1C", "Individual: the child or young person"
    OTHER_INDIVIDUAL = "1D", "Individual: other, including strangers"
    SCHOOL = "2A", "School"
    EDUCATION_SERVICE = "2B", "Education service"
    GP = "3A", "Health: general practitioner"
    HEALTH_VISITOR = "3B", "Health: health visitor"
    SCHOOL_NURSE = "3C", "Health: school nurse"
    PRIMARY_HEALTH = "3D", "Health: other primary health service"
    EMERGENCY_DEPARTMENT = "3E", "Health: A&E (emergency department)"
    OTHER_HEALTH = "3F", "Health: other, for example a hospice"
    HOUSING = "4", "Housing: local authority housing or housing association"
    ADULT_SOCIAL_CARE = "5A", "Local authority: social care, for example adult social care"
    OTHER_COUNCIL_SERVICE = "5B", "Local authority: other internal, for example youth justice"
    OTHER_AUTHORITY = "5C", "Local authority: external, another council"
    EARLY_HELP = "5D", "Local authority: early help"
    POLICE = "6", "Police"
    OTHER_LEGAL = "7", "Other legal agency: courts, probation, immigration, Cafcass, prison"
    OTHER = "8", "Other: children's centres, independent providers, voluntary organisations"
    ANONYMOUS = "9", "Anonymous"
    UNKNOWN = "10", "Unknown"


class ClosureReason(Labelled):
    """Why a case was closed."""

    ADOPTED = "RC1", "Adopted"
    DIED = "RC2", "Died"
    CHILD_ARRANGEMENTS_ORDER = "RC3", "Child arrangements order"
    SPECIAL_GUARDIANSHIP_ORDER = "RC4", "Special guardianship order"
    OTHER_AUTHORITY = "RC5", "Transferred to services of another local authority"
    ADULT_SOCIAL_CARE = "RC6", "Transferred to adult social care services"
    SERVICES_CEASED = "RC7", "Services ceased for any other reason, including child no longer in need"
    NO_FURTHER_ACTION = "RC8", "Case closed after assessment, no further action"
    EARLY_HELP = "RC9", "Case closed after assessment, referred to early help"


class PrimaryNeed(Labelled):
    """The main reason a child needs services."""

    ABUSE_NEGLECT_EXPLOITATION = "N1", "Abuse, neglect and exploitation"
    CHILD_DISABILITY = "N2", "Child's disability"
    PARENTAL_DISABILITY_OR_ILLNESS = "N3", "Parental disability or illness"
    FAMILY_IN_ACUTE_STRESS = "N4", "Family in acute stress"
    FAMILY_DYSFUNCTION = "N5", "Family dysfunction"
    SOCIALLY_UNACCEPTABLE_BEHAVIOUR = "N6", "Socially unacceptable behaviour"
    LOW_INCOME = "N7", "Low income"
    ABSENT_PARENTING = "N8", "Absent parenting"
    NOT_IN_NEED = "N9", "Cases other than children in need"
    NOT_STATED = "N0", "Not stated"


class AssessmentFactor(Labelled):
    """What the worry is about. The census records these at the end of an assessment."""

    ALCOHOL_CHILD = "1A", "Alcohol misuse by the child"
    ALCOHOL_PARENT = "1B", "Alcohol misuse by a parent or carer"
    ALCOHOL_OTHER = "1C", "Alcohol misuse by another person in the household"
    DRUGS_CHILD = "2A", "Drug misuse by the child"
    DRUGS_PARENT = "2B", "Drug misuse by a parent or carer"
    DRUGS_OTHER = "2C", "Drug misuse by another person in the household"
    DOMESTIC_ABUSE_CHILD = "3A", "Domestic abuse of the child"
    DOMESTIC_ABUSE_PARENT = "3B", "Domestic abuse of a parent or carer"
    DOMESTIC_ABUSE_OTHER = "3C", "Domestic abuse of another person in the household"
    MENTAL_HEALTH_CHILD = "4A", "Mental health of the child"
    MENTAL_HEALTH_PARENT = "4B", "Mental health of a parent or carer"
    MENTAL_HEALTH_OTHER = "4C", "Mental health of another person in the household"
    LEARNING_DISABILITY_CHILD = "5A", "Learning disability of the child"
    LEARNING_DISABILITY_PARENT = "5B", "Learning disability of a parent or carer"
    LEARNING_DISABILITY_OTHER = "5C", "Learning disability of another person in the household"
    PHYSICAL_ILLNESS_CHILD = "6A", "Physical disability or illness of the child"
    PHYSICAL_ILLNESS_PARENT = "6B", "Physical disability or illness of a parent or carer"
    PHYSICAL_ILLNESS_OTHER = "6C", "Physical disability or illness of another person in the household"
    YOUNG_CARER = "7A", "Young carer"
    PRIVATE_FOSTERING_RETURNING = "8B", "Privately fostered: overseas child who intends to return"
    PRIVATE_FOSTERING_STAYING = "8C", "Privately fostered: overseas child who intends to stay"
    PRIVATE_FOSTERING_EDUCATION = "8D", "Privately fostered: UK child in an educational placement"
    PRIVATE_FOSTERING_FAMILY = "8E", "Privately fostered: UK child making other family arrangements"
    PRIVATE_FOSTERING_OTHER = "8F", "Privately fostered: other"
    UNACCOMPANIED = "9A", "Unaccompanied asylum-seeking child"
    MISSING = "10A", "Going missing"
    SEXUAL_EXPLOITATION = "11A", "Child sexual exploitation"
    TRAFFICKING = "12A", "Trafficking"
    GANGS = "13A", "Gangs"
    SOCIALLY_UNACCEPTABLE_BEHAVIOUR = "14A", "Socially unacceptable behaviour"
    SELF_HARM = "15A", "Self-harm"
    NEGLECT = "16A", "Neglect"
    EMOTIONAL_ABUSE = "17A", "Emotional abuse"
    PHYSICAL_ABUSE_BY_CHILD = "18B", "Physical abuse by another child"
    PHYSICAL_ABUSE_BY_ADULT = "18C", "Physical abuse by an adult"
    SEXUAL_ABUSE_BY_CHILD = "19B", "Sexual abuse by another child"
    SEXUAL_ABUSE_BY_ADULT = "19C", "Sexual abuse by an adult"
    OTHER = "20", "Other"
    NONE_IDENTIFIED = "21", "No factors identified"
    FGM = "22A", "Female genital mutilation"
    FAITH_OR_BELIEF = "23A", "Abuse linked to faith or belief"
    CRIMINAL_EXPLOITATION = "24A", "Child criminal exploitation"


class Sex(Labelled):
    MALE = "M", "Male"
    FEMALE = "F", "Female"
    UNKNOWN = "U", "Not known"


class Ethnicity(Labelled):
    WHITE_BRITISH = "WBRI", "White British"
    WHITE_IRISH = "WIRI", "White Irish"
    IRISH_TRAVELLER = "WIRT", "Traveller of Irish heritage"
    OTHER_WHITE = "WOTH", "Any other White background"
    GYPSY_ROMA = "WROM", "Gypsy/Roma"
    WHITE_AND_BLACK_CARIBBEAN = "MWBC", "White and Black Caribbean"
    WHITE_AND_BLACK_AFRICAN = "MWBA", "White and Black African"
    WHITE_AND_ASIAN = "MWAS", "White and Asian"
    OTHER_MIXED = "MOTH", "Any other mixed background"
    INDIAN = "AIND", "Indian"
    PAKISTANI = "APKN", "Pakistani"
    BANGLADESHI = "ABAN", "Bangladeshi"
    OTHER_ASIAN = "AOTH", "Any other Asian background"
    CARIBBEAN = "BCRB", "Caribbean"
    AFRICAN = "BAFR", "African"
    OTHER_BLACK = "BOTH", "Any other Black background"
    CHINESE = "CHNE", "Chinese"
    OTHER = "OOTH", "Any other ethnic group"
    REFUSED = "REFU", "Refused"
    NOT_OBTAINED = "NOBT", "Information not yet obtained"


class Disability(Labelled):
    NONE = "NONE", "No disability"
    MOBILITY = "MOB", "Mobility"
    HAND_FUNCTION = "HAND", "Hand function"
    PERSONAL_CARE = "PC", "Personal care"
    INCONTINENCE = "INC", "Incontinence"
    COMMUNICATION = "COMM", "Communication"
    LEARNING = "LD", "Learning"
    HEARING = "HEAR", "Hearing"
    VISION = "VIS", "Vision"
    BEHAVIOUR = "BEH", "Behaviour"
    CONSCIOUSNESS = "CON", "Consciousness"
    AUTISM = "AUT", "Autism"
    OTHER = "DDA", "Other"
