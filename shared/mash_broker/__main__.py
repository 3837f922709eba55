import sys

from mash_broker.server import main

sys.exit(main())
