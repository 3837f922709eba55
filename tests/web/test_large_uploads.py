"""However much is sent, no more is kept than is taken, and the answer names the file that was too large."""

import asyncio
import tracemalloc
from collections.abc import Iterator

from starlette.datastructures import UploadFile

from mash_intake.domain.attached_files import LARGEST_FILE, MOST_FILES
from mash_intake.web.uploads import FIELD, _UploadRequest
from mash_platform.web.limits import LARGEST_UPLOAD
from tests.builders.files import PDF
from tests.builders.intake import IntakeOnTheWeb
from tests.builders.report import ANONYMOUS, Form

_PIECE = b"a" * 64_000


def pieces(*files: tuple[str, int]) -> Iterator[bytes]:
    """A form with files of so many bytes, as it arrives."""
    for name, size in files:
        yield (
            f'--edge\r\nContent-Disposition: form-data; name="{FIELD}"; filename="{name}"\r\n\r\n'
        ).encode()
        for _ in range(size // len(_PIECE)):
            yield _PIECE
        yield b"\r\n"
    yield b"--edge--\r\n"


def arriving(*files: tuple[str, int]) -> _UploadRequest:
    left = pieces(*files)

    async def receive() -> dict[str, object]:
        piece = next(left, None)
        return {"type": "http.request", "body": piece or b"", "more_body": piece is not None}

    headers = [(b"content-type", b"multipart/form-data; boundary=edge")]
    return _UploadRequest({"type": "http", "method": "POST", "headers": headers}, receive)


async def sizes(request: _UploadRequest) -> list[int]:
    form = await request.form()
    files = [file for file in form.getlist(FIELD) if isinstance(file, UploadFile)]
    found = [len(await file.read()) for file in files]
    await request.close()
    return found


def test_of_a_hundred_megabytes_ten_are_kept_and_one_byte_that_shows_it_is_too_large() -> None:
    assert asyncio.run(sizes(arriving(("film.pdf", 100_000_000)))) == [LARGEST_FILE + 1]


def test_a_hundred_megabytes_never_stand_in_memory() -> None:
    async def received() -> None:
        request = arriving(("film.pdf", 100_000_000))
        await request.form()
        await request.close()

    tracemalloc.start()
    asyncio.run(received())
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 5_000_000


def test_of_the_files_beyond_the_fifth_only_the_names_are_read() -> None:
    many = [(f"page {number}.pdf", 640_000) for number in range(30)]
    assert asyncio.run(sizes(arriving(*many))) == [640_000] * MOST_FILES + [0] * 25


def test_a_film_of_a_hundred_megabytes_is_refused_by_name_and_nothing_typed_is_lost(
    intake: IntakeOnTheWeb,
) -> None:
    form = Form.begun(intake.app).answer_all(ANONYMOUS).go("files")
    form.add_files(("letter.pdf", PDF), ("film.pdf", b"%PDF-" + bytes(100_000_000)))
    assert form.errors == [
        "film.pdf is larger than 10 MB. Add a smaller copy, or only the pages that matter."
    ]
    assert len(intake.room.kept_files()) == 1
    form.go("check")
    assert form.rows["letter.pdf"] == "PDF, 77 bytes"
    assert "He is outside alone until late." in form.page.text


def test_what_is_larger_still_is_refused_as_a_whole_and_the_form_is_where_it_was(
    intake: IntakeOnTheWeb,
) -> None:
    form = Form.begun(intake.app).answer_all(ANONYMOUS).go("files")
    form.add_files(("film.pdf", bytes(LARGEST_UPLOAD)))
    assert form.page.status_code == 413
    form.go("check").send()
    assert len(intake.room.contacts()) == 1


def test_other_pages_take_no_more_than_ever(intake: IntakeOnTheWeb) -> None:
    form = Form.begun(intake.app)
    assert form.post("/report/danger", {"immediate-danger": "a" * 1_000_001}).status_code == 413
