"""Whether all is tried with all, which takes minutes, or each in its turn: LEARNBRIDGE_TEST_EXHAUSTIVE=1 tries all."""

import os

EXHAUSTIVE = os.environ.get("LEARNBRIDGE_TEST_EXHAUSTIVE") == "1"
