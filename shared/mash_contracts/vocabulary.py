"""The words of the hub that are not national codes: levels, urgency, pathways, answers, roles.

Level of need, RAG urgency and legal basis are three separate things; none is derived from another.
"""

from mash_contracts.labelled import Labelled, Ranked


class Channel(Labelled):
    """How the contact reached the hub."""

    FORM = "form", "Online form"
    PHONE = "phone", "Telephone call"
    API = "api", "Partner system"
    EMAIL = "email", "E-mail"
    IN_PERSON = "in-person", "In person"


class Answer(Labelled):
    """Unknown is an answer; not asked is the absence of one."""

    YES = "yes", "Yes"
    NO = "no", "No"
    UNKNOWN = "unknown", "Not known"


class ConsentState(Labelled):
    """Whether those with parental responsibility know of, and agree to, the contact."""

    GIVEN = "given", "Given"
    REFUSED = "refused", "Refused"
    NOT_SOUGHT = "not-sought", "Not sought"
    WITHDRAWN = "withdrawn", "Withdrawn"
    UNKNOWN = "unknown", "Not known"


class ConsentReason(Labelled):
    """Why consent was not sought. A reason never holds a contact up."""

    INCREASES_RISK = "increases-risk", "Asking would put the child or someone else at more risk"
    URGENT = "urgent", "There was no time: the child needs protection now"
    COULD_NOT_REACH = "could-not-reach", "The parents could not be reached"
    PREJUDICES_ENQUIRY = "prejudices-enquiry", "Asking could prejudice a police or social care enquiry"
    REFERRER_CANNOT = "referrer-cannot", "The referrer is not in a position to ask"


class CheckOutcome(Labelled):
    """What an agency says when it is asked about a child. No answer is none of these."""

    ANSWERED = "answered", "We know something"
    NOTHING_KNOWN = "nothing-known", "We looked, and nothing is known to us"
    DECLINED = "declined", "We do not answer"


class CheckDeclineReason(Labelled):
    """Why an agency does not answer a check. It is never taken for nothing known."""

    NOT_LAWFUL = "not-lawful", "A law or a court order does not let us share it"
    NOT_PROPORTIONATE = "not-proportionate", "What is asked is more than the worry calls for"
    CANNOT_IDENTIFY = "cannot-identify", "We cannot tell who the child is"
    OTHER_AREA = "other-area", "Our service in another area would know"


class FactSource(Labelled):
    """Where an agency has a fact from."""

    OWN_RECORDS = "own-records", "Our own records"
    OWN_WORKER = "own-worker", "A worker of ours who knows the family"
    CHILD = "child", "The child"
    FAMILY = "family", "The family"
    ELSEWHERE = "elsewhere", "Somebody else, who told us"


class SharingChoice(Labelled):
    """What is recorded about sharing with agencies, and about telling the parents."""

    CONSENT_GIVEN = "consent-given", "The parents agree"
    CONSENT_REFUSED = "consent-refused", "The parents do not agree"
    CONSENT_WITHDRAWN = "consent-withdrawn", "The parents no longer agree"
    DISPENSE = "dispense", "Ask the agencies without the parents' agreement"
    DO_NOT_SHARE = "do-not-share", "Do not share: ask no agency"
    INFORM_PARENTS = "inform-parents", "Tell the parents"
    DO_NOT_INFORM_PARENTS = "do-not-inform-parents", "Do not tell the parents"


class Basis(Labelled):
    """Whether the referrer saw or was told it, or believes it."""

    FACT = "fact", "Fact: seen, heard, or said by the child"
    OPINION = "opinion", "Opinion: a belief or something heard from others"


class LinkBasis(Labelled):
    """Why a record counts as being about one child and no other."""

    CERTAIN = "certain", "Same number, or same name and date of birth"
    CONFIRMED = "confirmed-by-person", "Confirmed by a person"


class Frequency(Ranked):
    UNKNOWN = "unknown", "Not known"
    ONCE = "once", "Once"
    SOMETIMES = "sometimes", "More than once"
    OFTEN = "often", "Every week or more"
    CONSTANT = "constant", "Every day, or all the time"


class Severity(Ranked):
    UNKNOWN = "unknown", "Not known"
    LOW = "low", "Slight: the child is managing"
    MODERATE = "moderate", "Moderate: the child is affected"
    SERIOUS = "serious", "Serious: the child is being harmed"
    CRITICAL = "critical", "Critical: the child's life or safety is at stake"


class LevelOfNeed(Ranked):
    """County Durham's four levels, from universal services to protection."""

    UNIVERSAL = "1", "Level 1: universal"
    EARLY_HELP = "2", "Level 2: early help"
    CHILD_IN_NEED = "3", "Level 3: targeted, child in need"
    SPECIALIST = "4", "Level 4: specialist, protection"


class Rag(Ranked):
    """How soon someone must act."""

    GREEN = "green", "Green"
    AMBER = "amber", "Amber"
    RED = "red", "Red"


class LegalBasis(Ranked):
    """The part of the Children Act 1989 under which the authority would act."""

    NONE = "none", "None: by agreement"
    S17 = "s17", "Section 17: child in need"
    S47 = "s47", "Section 47: significant harm"


class Pathway(Ranked):
    """The teams a child can be handed to."""

    ADVICE = "advice", "Information and advice"
    EARLY_HELP = "early-help", "Early help"
    CHILD_IN_NEED = "child-in-need", "Child in need"
    CHILD_PROTECTION = "child-protection", "Child protection"
    CET = "cet", "Child exploitation team"


# CET stands beside these, never instead of them.
MAIN_PATHWAYS = (Pathway.ADVICE, Pathway.EARLY_HELP, Pathway.CHILD_IN_NEED, Pathway.CHILD_PROTECTION)


class Agency(Labelled):
    """Who knows something about the child. The referrer counts as one source among them."""

    REFERRER = "referrer", "Referrer"
    SOCIAL_CARE = "social-care", "Children's social care"
    POLICE = "police", "Police"
    HEALTH = "health", "Health"
    EDUCATION = "education", "Education"
    HOUSING = "housing", "Housing"
    PROBATION = "probation", "Probation"
    VOLUNTARY = "voluntary", "Voluntary sector"
    EARLY_HELP = "early-help", "Early help"


# The agencies that can be asked what they know of a child.
ASKABLE = tuple(agency for agency in Agency if agency is not Agency.REFERRER)


class OpenCase(Ranked):
    """What children's services are already doing for the child."""

    UNKNOWN = "unknown", "Not known"
    NONE = "none", "No open case"
    EARLY_HELP = "early-help", "Open to early help"
    CHILD_IN_NEED = "child-in-need", "Child in need plan"
    CHILD_PROTECTION = "child-protection", "Child protection plan"
    LOOKED_AFTER = "looked-after", "Looked after"


class ExploitationRisk(Ranked):
    """The levels of Durham's child exploitation matrix."""

    NOT_ASSESSED = "not-assessed", "Not assessed"
    NONE = "none", "No risk"
    LOW = "low", "Low risk"
    MODERATE = "moderate", "Moderate risk"
    SIGNIFICANT = "significant", "Significant risk"


class PracticeTool(Labelled):
    """The tools with which practitioners look at one child together."""

    VOICE = "voice", "The child’s voice and lived experience"
    SIGNS_OF_SAFETY = "signs-of-safety", "Signs of Safety mapping"
    HARM_MATRIX = "harm-matrix", "Harm matrix"
    DASH = "dash", "DASH risk checklist"
    EXPLOITATION_MATRIX = "exploitation-matrix", "Child exploitation matrix"
    GRADED_CARE_PROFILE = "graded-care-profile", "Graded Care Profile"


class Relation(Labelled):
    """How a person's decision stands to the recommendation."""

    AGREED = "agreed", "Agreed with the recommendation"
    STEPPED_UP = "stepped-up", "Went above the recommendation"
    STEPPED_DOWN = "stepped-down", "Went below the recommendation"


class Movement(Labelled):
    """How a routed case stands to what was already open for the child."""

    NEW = "new", "New to this team"
    STEPPED_UP = "stepped-up", "Stepped up from early help"
    STEPPED_DOWN = "stepped-down", "Stepped down to early help"


class Purpose(Labelled):
    """What a team is asked to do with a routed case."""

    REFERRAL = "referral", "Take on the referral"
    STRATEGY_DISCUSSION = "strategy-discussion", "Hold a strategy discussion"
    NEW_INFORMATION = "new-information", "Read new information on an open case"


class DeclineReason(Labelled):
    """Why a team will not take a case. The case goes back to the hub; it is never closed by this."""

    WRONG_TEAM = "wrong-team", "Another team should help"
    ALREADY_OPEN = "already-open", "The child is already open to this or another team"
    MORE_INFORMATION = "more-information", "More information is needed first"
    CONSENT_WITHDRAWN = "consent-withdrawn", "The family no longer agrees"
    OUT_OF_AREA = "out-of-area", "The child lives in another authority's area"


class DiscussionKind(Labelled):
    """What agencies meet for when they talk about one child."""

    MULTI_AGENCY = "multi-agency", "Multi-agency discussion"
    STRATEGY = "strategy", "Strategy discussion"


class StrategyOutcome(Labelled):
    """What a strategy discussion with a quorum decides (Working Together 2023, chapter 3)."""

    S47_JOINT = "s47-joint", "Section 47 enquiry, by social care and police together"
    S47_SINGLE = "s47-single", "Section 47 enquiry, by social care alone"
    S17 = "s17", "No section 47 enquiry: child in need, section 17"
    NO_FURTHER = "no-further", "No section 47 enquiry, and nothing further under section 17"


class DifferenceGround(Labelled):
    """What professionals differ about, as Durham's policy lists it; the list is not exhaustive."""

    THRESHOLD = "threshold", "A referral is held not to meet the threshold"
    MORE_INFORMATION = "more-information", "The referrer is asked for more before the referral goes on"
    PROTECTION_PROCEDURES = "protection-procedures", "Whether child protection procedures are started"
    ENQUIRY = "enquiry", "Whether a child protection enquiry is needed"
    SHARING = "sharing", "Sharing, or not sharing, information or services"
    ASSESSMENT = "assessment", "What an assessment concluded, or whether the plan fits"
    OTHER = "other", "Something else about how the child is kept safe"


class DifferenceStage(Ranked):
    """The four stages of Durham's policy on managing professional differences."""

    ONE = "1", "Stage 1"
    TWO = "2", "Stage 2"
    THREE = "3", "Stage 3"
    FOUR = "4", "Stage 4"


class DifferenceOutcome(Labelled):
    """How a professional difference ended."""

    CHANGED = "changed", "What was decided is changed"
    ADDED = "added", "What was decided stands, and something is added for the child"
    STANDS = "stands", "What was decided stands, and who differed accepts the reasons"


class DecisionClock(Labelled):
    """The two clocks that run side by side until somebody decides on a child."""

    STATUTORY = "statutory", "One working day, by law"
    LOCAL = "local", "By urgency, as agreed locally"


class ErasureReason(Labelled):
    """Why a child's record was erased."""

    RETENTION_OVER = "retention-over", "It has been kept as long as the policy says"
    REQUEST = "request", "Somebody asked for it, and may (UK GDPR, Article 17)"
    NOT_OURS = "not-ours", "It should never have been kept, such as a test or a mistaken entry"


class AuditGrade(Ranked):
    """How well a decision was made, in the words that inspectors use."""

    INADEQUATE = "inadequate", "Inadequate"
    REQUIRES_IMPROVEMENT = "requires-improvement", "Requires improvement"
    GOOD = "good", "Good"
    OUTSTANDING = "outstanding", "Outstanding"


class AuditReason(Labelled):
    """Why a decision is audited."""

    BELOW = "below", "Below the recommendation, or stepped down: every one is looked at"
    SAMPLE = "sample", "Drawn into the month's sample"


class Role(Labelled):
    """What a signed-in person, or a system with a token, may do."""

    REFERRER = "referrer", "Referrer"
    PRACTITIONER = "practitioner", "MASH practitioner"
    MANAGER = "manager", "MASH manager"
    TEAM_MEMBER = "team-member", "Team member"
    AGENCY_MEMBER = "agency-member", "Partner agency"
    ASSURANCE = "assurance-reader", "Assurance reader"
    ADMINISTRATOR = "administrator", "Administrator"
    REFERRING_SYSTEM = "referring-system", "System of a referrer"
    TEAM_SYSTEM = "team-system", "System of a team"
    AGENCY_SYSTEM = "agency-system", "System of a partner agency"
    MONITORING_SYSTEM = "monitoring-system", "System that watches the hub"
    SERVICE = "service", "Service"


# What a token may be for. A service of the hub itself has none: it shows a ticket for whom it asks.
SYSTEM_ROLES = (Role.REFERRING_SYSTEM, Role.TEAM_SYSTEM, Role.AGENCY_SYSTEM, Role.MONITORING_SYSTEM)
PERSON_ROLES = tuple(role for role in Role if role not in (*SYSTEM_ROLES, Role.SERVICE))
