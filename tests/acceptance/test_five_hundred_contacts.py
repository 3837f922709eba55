"""A burst through the API, as after a weekend: nobody lost, nobody doubled."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from mash_command.client import client_as
from mash_command.settings import MachineSettings
from tests.running_system import running_system

CONTACTS = 500


def contact(number: int) -> dict[str, object]:
    return {
        "referrer": {"source": "6", "organisation": "Police"},
        "children": [{"first_names": f"Example-{number}", "family_name": "Burst", "age_years": number % 17}],
        "concerns": [{"factor": "3B", "signs": ["child-present"], "basis": "fact", "severity": "moderate"}],
    }


def test_five_hundred_contacts_in_one_go_are_each_assessed_once(tmp_path: Path) -> None:
    with running_system(tmp_path / "var") as system:
        settings = MachineSettings(data=system.data, port=int(system.environment["MASH_PORT"]))

        def hand_in(number: int) -> httpx.Response:
            # Every tenth is sent twice, as a partner's system does when it hears nothing.
            key = {"idempotency-key": f"burst-{number}"}
            answers = [
                client.post("/api/v1/contacts", json=contact(number), headers=key)
                for _ in range(2 if number % 10 == 0 else 1)
            ]
            return answers[-1]

        started = time.monotonic()
        with client_as("referrer", settings) as client, ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(hand_in, range(CONTACTS)))
        accepted_in = time.monotonic() - started
        assert {answer.status_code for answer in answers} <= {200, 201}
        references = {answer.json()["reference"] for answer in answers}
        assert len(references) == CONTACTS

        ended = system.mash("reconcile", "--wait", "60", "--json")
        assessed_in = time.monotonic() - started
        account = json.loads(ended.stdout)
        assert ended.returncode == 0, account
        assert (account["accepted"], account["pending"]) == (CONTACTS, CONTACTS)
        assert account["lost"] == account["doubled"] == account["stray"] == []
        print(  # noqa: T201 - the README quotes these
            f"{CONTACTS} contacts: accepted in {accepted_in:.1f} s ({CONTACTS / accepted_in:.0f}/s), "
            f"all assessed within {assessed_in:.1f} s"
        )
