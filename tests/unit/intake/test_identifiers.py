import nhs_number
import pytest
from stdnum.gb import upn

from mash_intake.domain.nhs_numbers import nhs_number_problem
from mash_intake.domain.postcodes import normal_postcode, outward_code, postcode_problem
from mash_intake.domain.problems import Problem
from mash_intake.domain.pupil_numbers import upn_problem
from tests.builders.contacts import A_TEST_NHS_NUMBER, A_UPN


def an_nhs_number(first_nine: str) -> str:
    check = nhs_number.calculate_checksum(first_nine)
    assert check is not None
    assert check < 10, "choose other digits: this number has no check digit"
    return f"{first_nine}{check}"


def code(problem: Problem | None) -> str | None:
    return problem.code if problem else None


@pytest.mark.parametrize("first_nine", ["400000004", "485777345", "600000005", "799999999"])
def test_a_number_from_the_ranges_given_in_england_is_taken_without_a_word(first_nine: str) -> None:
    assert nhs_number_problem(an_nhs_number(first_nine), test_range_allowed=False) is None


@pytest.mark.parametrize(
    "written", ["999 000 0018", "999-000-0018", " 9990000018 ", "999\u00a0000\u00a00018"]
)
def test_a_number_is_read_however_people_space_it(written: str) -> None:
    assert code(nhs_number_problem(written, test_range_allowed=True)) == "nhs-number-test-range"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("485777345", "nhs-number-format"),
        ("48577734567", "nhs-number-format"),
        ("48577734x7", "nhs-number-format"),
        ("4857773456", "nhs-number-check-digit"),
        ("0000000000", "nhs-number-never-issued"),
        ("5990128088", "nhs-number-never-issued"),
        ("8600000001", "nhs-number-never-issued"),
        ("٤٨٥٧٧٧٣٤٥٧", "nhs-number-format"),
    ],
)
def test_what_is_no_nhs_number_is_refused_with_the_reason(given: str, expected: str) -> None:
    problem = nhs_number_problem(given, test_range_allowed=True)
    assert problem is not None
    assert (problem.code, problem.refuses) == (expected, True)


def test_a_test_patients_number_is_a_doubt_where_tests_are_run_and_refused_where_real_people_refer() -> None:
    doubted = nhs_number_problem(A_TEST_NHS_NUMBER, test_range_allowed=True)
    refused = nhs_number_problem(A_TEST_NHS_NUMBER, test_range_allowed=False)
    assert doubted is not None
    assert refused is not None
    assert (doubted.refuses, refused.refuses) == (False, True)


def test_a_child_who_came_from_scotland_is_taken_with_a_doubt() -> None:
    problem = nhs_number_problem(an_nhs_number("010118124"), test_range_allowed=False)
    assert problem is not None
    assert (problem.code, problem.refuses) == ("nhs-number-other-nation", False)


@pytest.mark.parametrize("given", [A_UPN, A_UPN.lower(), f" {A_UPN[:4]} {A_UPN[4:]} "])
def test_a_pupil_number_of_durham_is_taken(given: str) -> None:
    assert upn_problem(given) is None


@pytest.mark.parametrize("rest", ["942200005001", "838200005001", "84020000500A", "001200005001"])
def test_newer_authorities_and_temporary_numbers_are_known(rest: str) -> None:
    assert upn_problem(upn.calc_check_digit(rest) + rest) is None


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("A840200005001", "upn-check-letter"),
        ("K84020000500", "upn-format"),
        ("K84020000500O", "upn-format"),
        ("I840200005001", "upn-format"),
        ("K8402000X5001", "upn-format"),
    ],
)
def test_a_mistyped_pupil_number_is_refused_with_the_reason(given: str, expected: str) -> None:
    problem = upn_problem(given)
    assert problem is not None
    assert (problem.code, problem.refuses) == (expected, True)


def test_an_authority_nobody_knows_is_a_doubt_only() -> None:
    problem = upn_problem("T999200005001")
    assert problem is not None
    assert (problem.code, problem.refuses) == ("upn-authority", False)


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("dh15ue", "DH1 5UE"),
        (" DL13  1AA", "DL13 1AA"),
        ("dh1", "DH1"),
        ("zz993vz", "ZZ99 3VZ"),
        ("ec1a1bb", "EC1A 1BB"),
    ],
)
def test_a_postcode_or_its_first_half_is_written_one_way(typed: str, normal: str) -> None:
    assert normal_postcode(typed) == normal
    assert postcode_problem(typed) is None


@pytest.mark.parametrize("typed", ["Durham", "DH1 5UEX", "12345", "XX1 1AA", "-", "DH1 5U"])
def test_what_is_no_postcode_is_refused_and_sent_to_the_street_line(typed: str) -> None:
    problem = postcode_problem(typed)
    assert problem is not None
    assert problem.code == "postcode-format"


def test_the_first_half_of_a_postcode_names_an_area_and_no_house() -> None:
    assert outward_code("DH1 5UE") == "DH1"
