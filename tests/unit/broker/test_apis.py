"""What the broker says it serves is what it serves, in the README and on the wire."""

from pathlib import Path

import pytest

import mash_broker
from mash_broker.apis import ANSWERED_WITH_NO, APIS, SERVED
from mash_broker.errors import ExitCode
from mash_broker.wire import Api, api_versions

README = (Path(mash_broker.__file__).parent / "README.md").read_text(encoding="utf-8")


def test_the_readme_lists_the_apis_that_are_served() -> None:
    section = README.partition("## Served APIs")[2].partition("\n## ")[0]
    listed = [line for line in section.splitlines() if line.startswith("| ")][1:]

    assert listed == [f"| {api.name} | {api.oldest} to {api.newest} |" for api in SERVED]
    assert all(api.name in section for api in ANSWERED_WITH_NO)


def test_the_readme_explains_every_exit_code() -> None:
    section = README.partition("| Exit code | Why |")[2].partition("\n\n")[0]
    explained = [int(line.split("|")[1]) for line in section.splitlines()[2:]]

    assert explained == sorted(int(code) for code in ExitCode)


@pytest.mark.parametrize("api", APIS.values(), ids=lambda api: str(api.name))
def test_every_version_that_is_promised_can_be_read_and_written(api: Api) -> None:
    assert 0 <= api.oldest <= api.newest <= api.request.max_version
    for version in range(api.oldest, api.newest + 1):
        request = api.request.decode(api.request().encode(version=version), version=version)
        assert request.version == version
        assert api.response().encode(version=version) is not None


def test_clients_are_told_the_same_list() -> None:
    told = {entry.api_key: (entry.min_version, entry.max_version) for entry in api_versions(APIS).api_keys}

    assert set(told) == set(APIS)
    for key, api in APIS.items():
        assert told[key][1] == api.newest
        assert told[key][0] <= api.oldest
