"""Several people, or several workers, who do something at the same moment."""

import threading
from collections.abc import Callable
from typing import TypeVar

_Done = TypeVar("_Done")


def at_once(*actions: Callable[[], _Done]) -> list[_Done | Exception]:
    """What each returned or raised, in the order given; all start together, each in a thread of its own."""
    together = threading.Barrier(len(actions))
    ended: dict[int, _Done | Exception] = {}

    def act(number: int, action: Callable[[], _Done]) -> None:
        together.wait(timeout=30)
        try:
            ended[number] = action()
        except Exception as error:  # noqa: BLE001 - handed to the test, which looks at it
            ended[number] = error

    threads = [threading.Thread(target=act, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return [ended[number] for number in range(len(actions))]
