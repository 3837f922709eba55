"""Ending together with the process that started this one."""

import ctypes
import signal

_PR_SET_PDEATHSIG = 1


def end_with_parent(number: signal.Signals = signal.SIGKILL) -> None:
    """Has the kernel send `number` to this process when its parent ends, however that ends.

    It outlasts exec, but not a change of the user, after which it must be asked for again.
    """
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number)
