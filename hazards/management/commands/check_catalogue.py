"""Fail when a word for people has no English, a doubtful one, or one without its placeholders."""

import re
from argparse import ArgumentParser
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
}
PLACEHOLDERS = re.compile(r"%\([a-z_]+\)|\{[a-z_]+\}")
HEADER = "# English for 闭环 Bihuan. The messages are the Chinese words: `check_catalogue --update` keeps them."
# No dates: they would change with every update.
HEADERS = ("Content-Type", "Content-Transfer-Encoding", "Plural-Forms", "Language:", "MIME-Version")


class Command(BaseCommand):
    """check_catalogue [--update]."""

    help = "Check that the English catalogue is complete; with --update, bring its list of messages up to date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the one flag."""
        parser.add_argument("--update", action="store_true", help="write new messages into the catalogue first")

    def handle(self, *, update: bool, **options: Any) -> None:
        """Read the code's words and the catalogue, compare."""
        root = Path(settings.BASE_DIR)
        file = root / "locale/en/LC_MESSAGES/django.po"
        catalogue = _read(file)
        words = extracted(root)
        if update:
            catalogue = _updated(catalogue, words)
            _write(file, catalogue)
        wrong = list(faults(catalogue, words))
        if wrong:
            raise CommandError("\n".join([*wrong, f"{len(wrong)} faults in {file.relative_to(root)}"]))
        self.stdout.write(f"{len(words)} messages, all in English")


def extracted(root: Path) -> Catalog:
    """Return every message of the code and the templates."""
    with (root / "locale/babel.cfg").open(encoding="utf-8") as mapping:
        methods, method_options = parse_mapping_cfg(mapping, filename="babel.cfg")  # type: ignore[no-untyped-call]
    found = Catalog()
    for path, line, message, comments, context in extract_from_dir(
        root, methods, method_options, keywords=KEYWORDS, directory_filter=_is_ours
    ):
        found.add(message, None, [(path, line)], auto_comments=comments, context=context)
    return found


def faults(catalogue: Catalog, words: Catalog) -> Iterable[str]:
    """Yield what is missing, doubtful, out of use or unlike its original."""
    for message in words:
        if message.id and not _is_whole(catalogue.get(message.id, message.context)):
            yield f"no English: {message.id!r} ({message.locations[0][0]})"
    for message in catalogue:
        if not message.id:
            continue
        if message.fuzzy:
            yield f"doubtful (fuzzy): {message.id!r}"
        if words.get(message.id, message.context) is None:
            yield f"no longer used: {message.id!r}"
        elif _is_whole(message) and _placeholders(message.id) != _placeholders(message.string):
            yield f"other placeholders: {message.id!r}"


def _updated(catalogue: Catalog, words: Catalog) -> Catalog:
    fresh = Catalog(locale="en", project="Bihuan", domain="django", fuzzy=False, header_comment=HEADER)
    for message in words:
        if message.id:
            known = catalogue.get(message.id, message.context)
            fresh.add(message.id, known.string if known else None, context=message.context)
    return fresh


def _write(file: Path, catalogue: Catalog) -> None:
    text = BytesIO()
    write_po(text, catalogue, width=110, sort_output=True, no_location=True)
    head, _blank, rest = text.getvalue().decode().partition("\n\n")
    kept = [line for line in head.split("\n") if not line.startswith('"') or line[1:].startswith(HEADERS)]
    file.write_text("\n".join(kept) + "\n\n" + rest, encoding="utf-8")


def _is_whole(message: Message | None) -> bool:
    if message is None or not message.string:
        return False
    return all(message.string) if isinstance(message.string, (list, tuple)) else True


def _placeholders(text: Any) -> set[str]:
    parts = text if isinstance(text, (list, tuple)) else (text,)
    return {found for part in parts for found in PLACEHOLDERS.findall(part)}


def _is_ours(path: Any) -> bool:
    name = Path(path).name
    return not name.startswith((".", "_")) and name not in {"var", "tests", "bench", "devstack", "node_modules"}


def _read(file: Path) -> Catalog:
    if not file.exists():
        return Catalog(locale="en")
    with file.open("rb") as source:
        return read_po(source, locale="en", domain="django")
