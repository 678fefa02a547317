"""The limits that a child process sets itself. Little is imported: every child pays for it."""

import resource

_MB = 1024 * 1024


def limit_this_process(*, memory_mb: int, output_mb: int, seconds: int) -> None:
    """Set hard limits before any byte of a file is read. No core file: an abort is an answer."""
    memory, output = memory_mb * _MB, output_mb * _MB
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (output, output))
