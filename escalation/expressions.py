"""Regular expressions that are compiled by the first text they are held against.

There are some thirty long ones. Compiling all of them took a tenth of the start of each process, most of which never
read a thread; and a watcher that was killed is to be back soon.
"""

import re
from functools import partial
from typing import cast

from django.utils.functional import SimpleLazyObject


def expression(words: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives, once it is needed."""
    return cast("re.Pattern[str]", SimpleLazyObject(partial(re.compile, words, flags)))
