"""Someone fills in the form, page by page, as a browser without scripts would send it."""

import html
import re
from dataclasses import dataclass, field

from fastapi import FastAPI
from httpx2 import Response

from tests.builders.web import Visitor, nobody

Fields = dict[str, str | list[str]]

ANONYMOUS: tuple[Fields, ...] = (
    {"immediate-danger": "no"},
    {"who": "rather-not-say"},
    {"first-names": "Robin"},
    {"age-years": "6"},
    {"address-street": "Sample Terrace"},
    {},
    {"another-children": "no"},
    {"worry-what-happened": "He is outside alone until late."},
    {"worry-factors": ["16A"]},
    {"worry-signs": ["left-alone", "bruise"]},
    {"worry-frequency": "often"},
    {"worry-severity": "serious", "worry-basis": "fact"},
    {},
    {"more": "send"},
)
"""What a caller who does not want to say who they are answers, page by page."""

PROFESSIONAL: tuple[Fields, ...] = (
    {"immediate-danger": "no"},
    {"who": "works"},
    {"workplace": "2A"},
    {"referrer-name": "Alex Example", "referrer-role": "Lead", "referrer-organisation": "Sample Primary"},
    {"referrer-email": "alex@example.org", "feedback": "yes"},
    {"first-names": "Rowan", "family-name": "Testcase", "sex": "F"},
    {"date-of-birth-day": "14", "date-of-birth-month": "Sept", "date-of-birth-year": "2018"},
    {"address-street": "4 Sample Terrace", "address-postcode": "dh15ue"},
    {"more": "yes"},
    {
        "school": "Sample Primary",
        "nhs-number": "999 000 0018",
        "upn": "K840200005001",
        "ethnicity": "WBRI",
        "disabilities": ["HEAR"],
    },
    {"another-children": "yes"},
    {"first-names": "Ash"},
    {"expected-date-day": "1", "expected-date-month": "2", "expected-date-year": "2027"},
    {"home": "same"},
    {"more": "no"},
    {"another-children": "no"},
    {"worry-what-happened": "Shouting and something breaking, most nights."},
    {"worry-factors": ["3B", "17A"]},
    {"worry-signs": ["child-present", "controls-money-or-movement", "scapegoated"]},
    {
        "worry-most-recent-day": "20",
        "worry-most-recent-month": "11",
        "worry-most-recent-year": "2026",
        "worry-frequency": "often",
    },
    {"worry-severity": "serious", "worry-basis": "fact"},
    {"what-the-child-said": "I put my head under the pillow.", "lived-experience": "She is tired."},
    {},
    {"consent-state": "not-sought"},
    {"consent-reason": "increases-risk"},
    {"more": "more"},
    {"another-adults": "yes"},
    {"name": "Sam Testcase", "relationship": "Mother", "lives-with-child": "yes", "may-pose-risk": "no"},
    {"another-adults": "no"},
    {"four-questions-domestic-abuse": "yes", "four-questions-mental-illness": "unknown"},
    {"dash-ticks": "11"},
    {"exploitation-missing-episodes-90-days": "0", "exploitation-risk": "not-assessed"},
    {
        "history-same-worry-before": "yes",
        "history-open-case": "early-help",
        "history-early-help-episodes": "2",
    },
    {"strengths": ["attends-school"], "signs-of-safety-working-well": "She comes to school every day."},
    {"signs-of-safety-worried-about": "That she is hurt.", "signs-of-safety-scale": "4"},
)
"""What a teacher answers who knows a lot, page by page."""


@dataclass
class Form:
    """The form in one browser. `at` is the page it shows, below /report/."""

    visitor: Visitor
    page: Response
    at: str = ""
    visited: list[str] = field(default_factory=list)

    @classmethod
    def begun(cls, app: FastAPI, visitor: Visitor | None = None) -> "Form":
        visitor = visitor or nobody(app)
        form = cls(visitor, visitor.open("/report"))
        form.follow(form.post("/report"))
        return form

    def post(self, path: str, fields: Fields | None = None) -> Response:
        token = re.search(r'name="csrf" value="([0-9a-f]+)"', self.page.text)
        assert token, "the page has no form"
        return self.visitor.client.post(path, data={"csrf": token[1], **(fields or {})})

    def add_files(self, *files: tuple[str, bytes], more: bool = False) -> "Form":
        """Sends the page of files with these chosen."""
        token = re.search(r'name="csrf" value="([0-9a-f]+)"', self.page.text)
        assert token, "the page has no form"
        answer = self.visitor.client.post(
            "/report/files",
            data={"csrf": token[1], **({"more": "yes"} if more else {})},
            files=[("files", file) for file in files] or [("files", ("", b""))],
        )
        self.follow(answer)
        return self

    def answer(self, fields: Fields | None = None) -> "Form":
        """Sends this page."""
        self.follow(self.post(f"/report/{self.at}", fields))
        return self

    def answer_all(self, pages: tuple[Fields, ...]) -> "Form":
        for fields in pages:
            self.answer(fields)
        return self

    def go(self, address: str) -> "Form":
        self.at = address
        self.follow(self.visitor.open(f"/report/{address}"))
        return self

    def send(self) -> "Form":
        assert self.at == "check", f"at {self.at}, with errors {self.errors}"
        return self.answer()

    def follow(self, answer: Response) -> None:
        while answer.status_code == 303:
            path = answer.headers["location"]
            self.at = path.removeprefix("/report").strip("/")
            self.visited.append(self.at)
            answer = self.visitor.open(path)
        self.page = answer

    @property
    def heading(self) -> str:
        return _words(re.findall(r"<h1.*?</h1>", self.page.text, re.DOTALL)[0])

    @property
    def errors(self) -> list[str]:
        """The sentences of the error summary."""
        summary = re.search(r'error-summary__list">(.*?)</ul>', self.page.text, re.DOTALL)
        return (
            [_words(item) for item in re.findall(r"<li>(.*?)</li>", summary[1], re.DOTALL)] if summary else []
        )

    @property
    def rows(self) -> dict[str, str]:
        """On the page on which answers are checked: question and answer."""
        found = re.findall(r"<dt[^>]*>(.*?)</dt>\s*<dd[^>]*>(.*?)</dd>", self.page.text, re.DOTALL)
        return {_words(question): _words(answer) for question, answer in found}

    @property
    def unanswered(self) -> set[str]:
        """On the same page: the questions that were left blank, with whom each is about."""
        found = re.findall(r"<li><a[^>]*>(.*?)</a></li>", self.page.text, re.DOTALL)
        return {_words(question).removeprefix("Answer ") for question in found}

    @property
    def reference(self) -> str:
        assert self.at == "sent"
        found = re.search(r"<strong>([0-9A-Z]{4}-[0-9A-Z]{4})</strong>", self.page.text)
        assert found
        return found[1]


def _words(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())
