"""`mash policy simulate`: what a system keeps, or a file, run again under another edition."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import update

from mash_command.policy import command
from mash_contracts.national_codes import AssessmentFactor, ReferralSource
from mash_contracts.submission import ContactSubmission
from mash_contracts.vocabulary import Frequency, Severity
from mash_platform.database import open_database
from mash_policy_simulation.contacts import ReceivedContact
from mash_simulation.contacts import simulate
from mash_simulation.figures import published_year
from mash_triage.settings import Settings
from mash_triage.store import tables
from tests.builders.contacts import a_concern, a_referrer, a_submission
from tests.builders.editions import FIRST, a_draft, change_indicator, remove_indicator
from tests.unit.policy_simulation.conftest import CONTROLLED, NEGLECTED, living_with_control, neglected

each_database = pytest.mark.usefixtures("each_database")
ON = "2026-03-04"
SECOND = "2026-11-01"


def mash_policy(*arguments: str, data: Path | None = None) -> Result:
    return CliRunner().invoke(command, arguments, env={"MASH_DATA": str(data)} if data else None)


def simulated(*arguments: str, data: Path | None = None) -> dict[str, Any]:
    result = mash_policy("simulate", *arguments, "--json", data=data)
    assert result.exit_code in (0, 1, 3), result.output
    document: dict[str, Any] = json.loads(result.stdout)
    return document


def rows_of(document: dict[str, Any], table: str) -> dict[str, list[Any]]:
    return {row[0]: row[1:] for row in document["tables"][table]["rows"]}


def written(folder: Path, *submissions: Any) -> Path:
    file = folder / "contacts.ndjson"
    file.write_text("".join(one.model_dump_json(exclude_defaults=True) + "\n" for one in submissions))
    return file


@each_database
def test_nothing_moves_under_the_edition_in_force(kept: Path) -> None:
    result = mash_policy("simulate", "--edition", FIRST, data=kept)

    assert result.exit_code == 0, result.output
    assert f"Nothing would move: under edition {FIRST} all 13 referrals stand" in " ".join(
        result.stdout.split()
    )


@each_database
def test_a_draft_shows_who_would_move_where_and_which_entry_makes_it_so(kept: Path, draft: Path) -> None:
    result = mash_policy("simulate", "--edition", str(draft), "--json", data=kept)
    document = json.loads(result.stdout)

    assert result.exit_code == 1
    assert document["referrals"] == CONTROLLED + NEGLECTED
    assert document["moved"] == document["directions"]["raises"] == CONTROLLED
    assert document["moved_by_rules"] == 0
    first = document["moves"][0]
    assert first["because"] == [{"part": "indicator", "code": "coercive-control"}]
    assert (first["before"]["level"], first["after"]["level"]) == ("3", "4")
    assert first["after"]["pathways"] == ["child-protection"]
    assert rows_of(document, "load")["Child protection"][:3] == [0, CONTROLLED, f"+{CONTROLLED}"]


@each_database
def test_ethnicity_and_district_are_counted_from_what_intake_keeps(kept: Path, draft: Path) -> None:
    document = simulated("--edition", str(draft), data=kept)

    # Seven and six children, to the nearest five.
    assert rows_of(document, "ethnicity") == {
        "White British": [5, 5, 0, 0, ""],
        "Gypsy/Roma": [5, 0, 0, 0, ""],
    }
    assert rows_of(document, "district") == {"DH1": [5, 5, 0, 0, ""], "Not known": [5, 0, 0, 0, ""]}
    assert rows_of(document, "age")["5 to 9"] == [15, 5, 0, 0, ""]


def test_a_group_of_few_is_never_told_apart(tmp_path: Path, draft: Path) -> None:
    file = written(tmp_path, *map(living_with_control, range(4)), *map(neglected, range(4, 24)))

    document = simulated("--edition", str(draft), "--records", str(file), "--on", ON)

    assert rows_of(document, "ethnicity") == {
        "White British": [None, None, 0, 0, ""],
        "Gypsy/Roma": [20, 0, 0, 0, ""],
    }


def test_no_list_holds_a_reference_beside_a_group(kept: Path, draft: Path) -> None:
    document = simulated("--edition", str(draft), data=kept)

    told = json.dumps(document["moves"])

    assert len(document["moves"]) == CONTROLLED
    assert not any(word in told for word in ("White British", "DH1", "Rowan", "5 to 9", "WBRI"))
    assert "Rowan" not in json.dumps(document)


def test_only_what_was_received_since_is_run_again(kept: Path, draft: Path) -> None:
    assert simulated("--edition", str(draft), "--since", "2026-01-02", data=kept)["referrals"] == 13
    assert simulated("--edition", str(draft), "--since", "2030-01-01", data=kept)["referrals"] == 0


def test_a_move_that_the_rules_make_and_not_the_edition_is_told_apart(kept: Path) -> None:
    """As if the rules had found less when the children were assessed."""
    engine = open_database(Settings(data=kept).database_url())
    with engine.begin() as connection:
        found = connection.execute(tables.assessments.select()).first()
        assert found is not None
        lower = {**found.recommendation, "level": "2"}
        connection.execute(
            update(tables.assessments).where(tables.assessments.c.id == found.id).values(recommendation=lower)
        )
    engine.dispose()

    document = simulated("--edition", FIRST, data=kept)

    assert (document["moved"], document["moved_by_rules"]) == (1, 1)
    assert {"part": "indicator", "code": "rules-changed"} in document["moves"][0]["because"]
    against = simulated("--edition", FIRST, "--against", FIRST, data=kept)
    assert against["moved"] == 0


def test_exit_code_3_says_that_somebody_is_lowered(kept: Path, draft: Path) -> None:
    change_indicator(draft, "coercive-control", "level", "2")
    change_indicator(draft, "coercive-control", "legal_basis", '"none"')

    assert mash_policy("simulate", "--edition", str(draft), data=kept).exit_code == 3


def test_a_draft_below_a_floor_is_refused_with_the_sentences_of_the_check(kept: Path, draft: Path) -> None:
    change_indicator(draft, "suicidal", "rag", '"green"')
    remove_indicator(draft, "persistent-neglect")

    result = mash_policy("simulate", "--edition", str(draft), data=kept)

    assert result.exit_code == 2
    assert "suicidal may not be below Red, because a child who talks of suicide" in result.output
    assert "persistent-neglect can be found by a rule" in result.output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--edition", "2020-01-01"), "There is no policy edition 2020-01-01."),
        (("--edition", FIRST, "--on", ON), "--on is for --records"),
        (("--edition", FIRST, "--on", ON, "--since", ON, "--records", __file__), "cannot go together"),
        (("--edition", FIRST, "--against", "nowhere"), "There is no policy edition nowhere."),
    ],
)
def test_what_cannot_be_run_is_said_in_a_sentence(arguments: tuple[str, ...], says: str, kept: Path) -> None:
    result = mash_policy("simulate", *arguments, data=kept)

    assert result.exit_code == 2
    assert says in result.output


def test_a_folder_in_which_nothing_was_kept_is_named(tmp_path: Path) -> None:
    result = mash_policy("simulate", "--edition", FIRST, data=tmp_path)

    assert result.exit_code == 2
    assert f"Nothing was ever kept in {tmp_path}." in result.output


def test_a_line_that_is_no_contact_is_named_without_what_it_says(tmp_path: Path) -> None:
    file = written(tmp_path, a_submission())
    with file.open("a") as more:
        more.write('{"children": [{"first_names": "Rowan"}], "channel": "Rowan"}\n')

    result = mash_policy("simulate", "--edition", FIRST, "--records", str(file), "--on", ON)

    assert result.exit_code == 2
    assert "Line 2 is not a contact: channel" in result.output
    assert "Rowan" not in result.output


def test_what_intake_would_refuse_is_counted_and_left_out(tmp_path: Path) -> None:
    born_in_the_future = a_submission().model_copy(
        update={
            "children": (a_submission().children[0].model_copy(update={"date_of_birth": date(2030, 1, 1)}),)
        }
    )
    file = written(tmp_path, born_in_the_future, a_submission())

    document = simulated("--edition", FIRST, "--records", str(file), "--on", ON)

    assert (document["referrals"], document["refused"]) == (1, 1)


def test_an_earlier_contact_in_the_file_counts_in_a_later_one_as_it_does_at_intake(tmp_path: Path) -> None:
    third = "third-contact-in-twelve-months"
    draft = a_draft(tmp_path)
    change_indicator(draft, third, "level", "4")
    change_indicator(draft, third, "legal_basis", '"s17"')
    same_child = a_submission()
    file = written(tmp_path, same_child, same_child, same_child)

    document = simulated("--edition", str(draft), "--records", str(file), "--on", ON)

    assert [move["reference"] for move in document["moves"]] == ["line-3-child-1"]


def dated(folder: Path, *received: tuple[str, ContactSubmission]) -> Path:
    file = folder / "dated.ndjson"
    lines = (ReceivedContact(received_at=datetime.fromisoformat(at), contact=one) for at, one in received)
    file.write_text("".join(line.model_dump_json(exclude_defaults=True) + "\n" for line in lines))
    return file


def worried(source: ReferralSource, severity: Severity) -> ContactSubmission:
    """The same child each time, with the same worry."""
    return a_submission(
        referrer=a_referrer(source=source),
        concerns=(
            a_concern(factor=AssessmentFactor.NEGLECT, signs=(), severity=severity, frequency=Frequency.ONCE),
        ),
    )


def test_what_a_dated_file_tells_of_before_is_what_a_hubs_own_chronology_would_tell(tmp_path: Path) -> None:
    file = dated(
        tmp_path,
        ("2026-03-02T10:00:00+00:00", worried(ReferralSource.SCHOOL, Severity.LOW)),
        ("2026-03-06T10:00:00+00:00", worried(ReferralSource.POLICE, Severity.LOW)),
    )

    document = simulated("--edition", SECOND, "--against", FIRST, "--records", str(file))

    assert [move["reference"] for move in document["moves"]] == ["line-2-child-1"]
    assert {"part": "indicator", "code": "two-sources-in-seven-days"} in document["moves"][0]["because"]


def test_a_fortnight_between_two_sources_is_no_pattern(tmp_path: Path) -> None:
    file = dated(
        tmp_path,
        ("2026-03-02T10:00:00+00:00", worried(ReferralSource.SCHOOL, Severity.LOW)),
        ("2026-03-16T10:00:00+00:00", worried(ReferralSource.POLICE, Severity.LOW)),
    )

    assert simulated("--edition", SECOND, "--against", FIRST, "--records", str(file))["moves"] == []


def test_since_leaves_out_what_came_before_and_still_remembers_it(tmp_path: Path) -> None:
    file = dated(
        tmp_path,
        ("2026-03-02T10:00:00+00:00", worried(ReferralSource.SCHOOL, Severity.LOW)),
        ("2026-03-06T10:00:00+00:00", worried(ReferralSource.POLICE, Severity.LOW)),
    )
    chosen = ("--edition", SECOND, "--against", FIRST, "--records", str(file), "--since", "2026-03-05")

    document = simulated(*chosen)

    assert document["referrals"] == 1
    assert document["moved"] == 1


def test_a_line_without_a_time_is_named_when_no_day_is_given(tmp_path: Path) -> None:
    result = mash_policy("simulate", "--edition", FIRST, "--records", str(written(tmp_path, a_submission())))

    assert result.exit_code == 2
    assert "Line 1 is not a contact: received_at" in result.output


def test_a_simulated_year_of_2021_is_run_again_and_its_page_has_every_plot(
    tmp_path: Path, draft: Path
) -> None:
    year = published_year(2021)
    contacts = simulate(year, seed=1, referrals=300, handed_in_on=date(2021, 3, 31))
    file = written(tmp_path, *(contact.submission for contact in contacts))
    page, plots = tmp_path / "report.html", tmp_path / "plots"
    chosen = ("--edition", str(draft), "--records", str(file), "--on", "2021-03-31")

    result = mash_policy("simulate", *chosen, "--html", str(page), "--plots", str(plots))
    again = simulated("--edition", str(draft), "--records", str(file), "--on", "2021-03-31")

    assert result.exit_code == 1, result.output
    assert "Load of each team" in result.stdout
    assert again["referrals"] == 300
    assert again["moved"] == again["directions"]["raises"] > 0
    text = page.read_text()
    assert text.count("data:image/svg+xml;base64,") == 2 * 6
    assert "<script" not in text
    assert {file.name for file in plots.glob("*.svg")} >= {"levels.svg", "load.svg", "ethnicity.svg"}
    assert (plots / "load.svg").read_text().startswith("<?xml")
    assert "http" not in text.replace("http://www.w3.org", "")
