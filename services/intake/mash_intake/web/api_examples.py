"""Examples in the published API document. People, numbers and places are invented."""

from fastapi.openapi.models import Example

SUBMISSIONS: dict[str, Example] = {
    "little-known": {
        "summary": "A caller who knows a street and a first name",
        "value": {
            "channel": "phone",
            "referrer": {"source": "1B", "anonymous": True},
            "children": [{"first_names": "Robin", "age_years": 6, "address": {"street": "Sample Terrace"}}],
            "concerns": [{"what_happened": "He is outside alone until late, most nights."}],
        },
    },
    "school": {
        "summary": "A school worried about a girl and her unborn sibling",
        "value": {
            "channel": "api",
            "referrer": {
                "source": "2A",
                "name": "Alex Example",
                "role": "Designated safeguarding lead",
                "organisation": "Sample Primary School",
                "email": "alex@example.org",
                "feedback_wanted": True,
            },
            "consent": {"state": "not-sought", "reason": "increases-risk"},
            "children": [
                {
                    "first_names": "Rowan",
                    "family_name": "Testcase",
                    "date_of_birth": "2018-09-14",
                    "sex": "F",
                    "nhs_number": "999 000 0018",
                    "address": {"street": "4 Sample Terrace", "town": "Durham", "postcode": "DH1 5UE"},
                    "school": "Sample Primary School",
                    "what_the_child_said": "I put my head under the pillow when they shout.",
                },
                {"family_name": "Testcase", "sex": "U"},
            ],
            "adults": [{"relationship": "Mother", "lives_with_child": "yes"}],
            "concerns": [
                {
                    "factor": "3B",
                    "signs": ["child-present", "escalating-abuse"],
                    "what_happened": "Told her teacher about shouting and something breaking at night.",
                    "basis": "fact",
                    "frequency": "often",
                    "severity": "serious",
                    "children": [1],
                }
            ],
            "four_questions": {"domestic_abuse": "yes", "mental_illness": "unknown"},
            "immediate_danger": "no",
            "signs_of_safety": {"working_well": "She comes to school every day.", "scale": 4},
            "strengths": ["attends-school"],
        },
    },
}

BATCH = {
    "requestBody": {
        "content": {
            "application/x-ndjson": {
                "schema": {
                    "type": "string",
                    "description": "one contact a line, each as in application/json; at most 5,000 lines",
                }
            }
        }
    }
}

BATCH_ANSWER = {
    "application/x-ndjson": {
        "schema": {
            "type": "string",
            "description": "one answer a line: `line`, `status`, and what came of it",
        }
    }
}
