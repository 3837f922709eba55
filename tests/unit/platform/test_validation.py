from mash_platform.web.validation import field_errors, field_name


def test_a_field_is_called_by_its_full_name_without_where_it_was_sent() -> None:
    assert field_name(("body", "children", 0, "nhs_number")) == "children[0].nhs_number"
    assert field_name(("query", "reference")) == "reference"
    assert field_name(("body",)) == ""
    assert field_name(("children", 1)) == "children[1]"


def test_a_code_that_a_contract_names_itself_stays_as_it_is() -> None:
    own = {"type": "nhs_number_check_digit", "loc": ("body", "nhs_number"), "msg": "The number is mistyped"}
    [error] = field_errors([own])
    assert (error.code, error.sentence) == ("nhs-number-check-digit", "The number is mistyped")


def test_the_word_of_the_library_before_our_own_sentence_is_left_out() -> None:
    [error] = field_errors(
        [{"type": "value_error", "loc": ("body", "upn"), "msg": "Value error, The UPN is wrong"}]
    )
    assert (error.code, error.sentence) == ("invalid", "The UPN is wrong")
