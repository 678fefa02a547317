"""What a photograph may cost, and the reasons for which it is refused. Standard library only: the child imports it."""

from enum import IntEnum

FILE_MB = 20
# The camera with the most pixels in a phone has 200 million; it sends 50 or fewer unless asked.
PIXELS = 120_000_000
# The longer side of what is kept, in pixels: enough to read a meter by, some 400 KB.
LONGEST_SIDE = 2048
# And of the small one that pages show: two columns of a telephone, or one third of a desk.
SMALL_SIDE = 640
MEMORY_MB = 768
SECONDS = 5  # a large photograph takes half a second


MOST = 9  # of one kind in one act, as people know it from elsewhere


class Reason(IntEnum):
    """Why a photograph is refused. The values are exit codes of the child, apart from those of Python and the shell.

    FILE_TOO_BIG and TOO_MANY are told before a child is started.
    """

    NOT_A_PHOTO = 40
    MOVING = 42
    CORRUPT = 43
    FILE_TOO_BIG = 45
    TOO_MANY_PIXELS = 46
    TOO_MANY = 47
    TOO_SLOW = 50  # sandbox/limited.py
    OUT_OF_MEMORY = 51
