"""Let Babel read Django's templates: the one extractor that neither of the two brings along."""

from collections.abc import Iterator
from io import BytesIO
from typing import IO, Any

from babel.messages.extract import extract_python
from django.utils.translation.template import templatize


def extract_template(
    fileobj: IO[bytes], keywords: Any, comment_tags: Any, options: Any
) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    """Yield the messages of one template, as Babel's extractors do."""
    calls = templatize(fileobj.read().decode("utf-8"))
    # Django makes Python calls between X's; stray indentation would stop Python's own tokenizer.
    flat = "\n".join(line.strip() for line in calls.split("\n"))
    yield from extract_python(BytesIO(flat.encode()), keywords, comment_tags, options)
