"""What happens around every endpoint, before and after it."""

from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from mash_platform.sign_in.access import NotAllowed, identify
from mash_platform.web.auditing import keep, keep_refusal
from mash_platform.web.csrf import require_our_page
from mash_platform.web.restricting import require_named


async def arrive(request: Request) -> AsyncIterator[None]:
    """Finds out who asks, refuses forms from elsewhere and restricted records, keeps what is asked for."""
    try:
        identity = await run_in_threadpool(identify, request)
        await require_our_page(request, identity)
        act = await run_in_threadpool(keep, request, identity)
        try:
            await run_in_threadpool(require_named, request, identity)
            yield
        except NotAllowed:
            if act is not None:
                await run_in_threadpool(keep_refusal, request, act)
            raise
    finally:
        await request.close()
