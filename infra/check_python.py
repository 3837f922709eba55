"""Says in one sentence, on any Python, that the product needs a newer one."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the point is to run on an older one
    sys.exit(
        "This product needs Python 3.11 or newer; this is Python {}.{}. "
        "Install a newer one and run: make run PYTHON=python3.11".format(*sys.version_info[:2])
    )
