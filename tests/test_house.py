"""The house rules that no linter knows. Each exception stands here with its reason, or it is a fault."""

import ast
import importlib.metadata
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.db.models import Field

from hazards import relations
from hazards.lifecycle import LIFECYCLE
from hazards.management.commands import draw_lifecycle
from hazards.models import Hazard
from responsibility.relations import Relation

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ("records", "responsibility", "notifications", "workflow", "hazards")
PRODUCT = ("sandbox", *FLOORS, "config", "devstack", "bench")
NOT_OURS = {".venv", "var", "__pycache__", "node_modules", "staticfiles"}


@cache
def files() -> tuple[str, ...]:
    """Every file of the repository, by its path from the root."""
    found = []
    for place, inside, names in os.walk(ROOT):  # it passes over what vanishes meanwhile
        here = Path(place).relative_to(ROOT)
        inside[:] = [name for name in inside if name not in NOT_OURS and (name == ".ci" or not name.startswith("."))]
        found += [(here / name).as_posix() for name in names]
    return tuple(sorted(found))


def sources(*rooms: str) -> Iterator[tuple[str, ast.Module]]:
    """The Python of these rooms, migrations aside, parsed."""
    for name in files():
        if name.endswith(".py") and name.split("/")[0] in rooms and "/migrations/" not in name:
            yield name, _parsed(name)


@cache
def _parsed(name: str) -> ast.Module:
    return ast.parse((ROOT / name).read_text(encoding="utf-8"), name)


def dotted(node: ast.AST) -> str:
    """`a.b.c` as text; a call or a subscript on the way is written as an ellipsis."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "…"


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def imported(tree: ast.AST) -> dict[str, str]:
    """Every name that the module's imports bind, and what stands behind it."""
    bound = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            bound |= {alias.asname or alias.name.split(".")[0]: alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            bound |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return bound


# --- The floors ------------------------------------------------------------------------------------------------
def ours() -> list[type]:
    return [model for label in FLOORS for model in apps.get_app_config(label).get_models()]


def test_foreign_keys_point_down():
    """The import linter can't see a foreign key written as a string."""
    upward = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in ours()
        for field in model._meta.get_fields()
        if isinstance(field, Field) and field.is_relation and field.related_model._meta.app_label in FLOORS
        if FLOORS.index(field.related_model._meta.app_label) > FLOORS.index(model._meta.app_label)
    ]

    assert upward == []


def test_no_model_of_ours_points_at_anything_whatever():
    generic = [
        model._meta.label for model in ours() for field in vars(model).values() if isinstance(field, GenericForeignKey)
    ]

    assert generic == []


# --- The law and its engine ------------------------------------------------------------------------------------
def test_the_state_machine_is_the_maintained_one():
    """django-fsm and django-fsm-2 install the same module `django_fsm`; with both, the last one installed wins."""
    with pytest.raises(importlib.metadata.PackageNotFoundError):
        importlib.metadata.distribution("django-fsm")
    assert importlib.metadata.distribution("django-fsm-2").version


def test_only_the_engine_calls_a_transition_method():
    """`hazard.accept()` would move an object's state and ask nobody; a module's function of that name is another."""
    called = []
    for name, tree in sources(*PRODUCT):
        if name.startswith(("workflow/", "hazards/models/")):
            continue
        modules = imported(tree)
        called += [
            f"{name}:{call.lineno} {dotted(call.func)}"
            for call in calls(tree)
            # A transition takes nothing but keywords: `names.extend(more)` is a list's.
            if isinstance(call.func, ast.Attribute) and call.func.attr in LIFECYCLE.methods and not call.args
            if not (isinstance(call.func.value, ast.Name) and call.func.value.id in modules)
        ]

    assert called == []


def test_only_the_engine_takes_a_transition_method_by_its_name():
    taken = [
        f"{name}:{node.lineno}"
        for name, tree in sources(*PRODUCT)
        if not name.startswith("workflow/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript) and dotted(node.value).endswith(".methods")
    ]

    assert taken == []


def test_the_state_machine_decides_nothing_itself():
    """Who may and what is asked stand in the law: a condition of django-fsm's would be a second law beside it."""
    beside = []
    for method in LIFECYCLE.methods.values():
        for transition in method._django_fsm.transitions.values():
            if transition.conditions or transition.permission or transition.on_error:
                beside.append(transition.name)
    for name, tree in sources(*PRODUCT):
        for call in calls(tree):
            if dotted(call.func).endswith("transition"):
                words = {keyword.arg for keyword in call.keywords} & {"conditions", "permission", "on_error"}
                beside += [f"{name}:{call.lineno} {word}" for word in sorted(words)]

    assert beside == []


def test_two_files_know_the_state_machine():
    """None of its signals, mixins, locks or admin pages: the grammar binds, the abstract case has the field."""
    knowing = [
        name for name, tree in sources(*PRODUCT) if any(v.startswith("django_fsm") for v in imported(tree).values())
    ]

    assert knowing == ["workflow/lifecycle.py", "workflow/models.py"]


def test_every_guard_and_every_relation_says_what_it_is():
    guards = {guard.name: guard.check for row in LIFECYCLE.rows.values() for guard in row.guards}
    silent = [name for name, check in guards.items() if not (check.__doc__ or "").strip()]
    silent += [name for name, one in vars(relations).items() if isinstance(one, Relation) and not str(one.label)]

    assert silent == []


def test_every_column_that_a_transition_sets_is_the_gates():
    """What a method sets and the gate doesn't write would be lost without a word."""
    trees = [_parsed(name) for name in files() if name.startswith("hazards/models/acts/")]
    gates = {Hazard._meta.get_field(name).attname for name in Hazard.gate_fields}
    nodes = [node for tree in trees for node in ast.walk(tree)]
    methods = [node for node in nodes if isinstance(node, ast.FunctionDef) and node.name in LIFECYCLE.methods]
    lost = [
        f"{method.name}: {node.attr}"
        for method in methods
        for node in ast.walk(method)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and node.attr not in gates
    ]

    assert sorted(method.name for method in methods) == sorted(LIFECYCLE.rows)
    assert lost == []


# --- One clock, one source of chance -----------------------------------------------------------------------------
SEAM = {"timezone.now", "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}
CHANCE = {"random", "uuid", "secrets"}
CHANCE_ALLOWED = {
    "hazards/demo/drive.py": "the fate of a demo's hazards, drawn from a seed",
    "hazards/services/door.py": "the secret of a device: whoever could repeat it would come in by another's link",
    "hazards/services/notices.py": "a link's token and its check number, for the same reason",
    "hazards/services/reporters.py": "the salt of a seal: whoever could repeat it could try names on the commitment",
    "hazards/web/errors.py": "the number by which a person quotes an error, made where everything else has failed",
    "hazards/web/keys.py": "the key of one form that was shown: it must differ, and nothing follows from it",
}


def test_the_engine_and_the_domain_ask_no_clock_but_the_databases():
    asked = [
        f"{name}:{call.lineno} {dotted(call.func)}"
        for name, tree in sources("workflow", "hazards")
        for call in calls(tree)
        if any(dotted(call.func) == one or dotted(call.func).endswith("." + one) for one in SEAM)
    ]

    assert asked == []


def test_the_engine_and_the_domain_leave_nothing_to_chance():
    using = [
        name
        for name, tree in sources("workflow", "hazards")
        if any(behind.split(".")[0] in CHANCE for behind in imported(tree).values())
    ]

    assert using == sorted(CHANCE_ALLOWED)


# --- Errors -----------------------------------------------------------------------------------------------------
CATCH_ALL_ALLOWED = {
    "workflow/clocks.py": "one case that can't climb must not stop the others; logged and counted",
    "notifications/outbox.py": "one bad row must not keep the others from being told; logged, counted, tried again",
    "notifications/delivery.py": "one bad letter must not keep the others back; logged, kept as an outcome, retried",
}


def test_nobody_catches_everything_without_saying_why():
    catching = {
        name
        for name, tree in sources(*PRODUCT)
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        if node.type is None or {"Exception", "BaseException"} & _caught(node.type)
    }

    assert catching == set(CATCH_ALL_ALLOWED)


def _caught(node: ast.expr) -> set[str]:
    return {dotted(one) for one in (node.elts if isinstance(node, ast.Tuple) else [node])}


# --- Pages ------------------------------------------------------------------------------------------------------
REFUSED_IN_PAGES = {
    "a style attribute": re.compile(r"\sstyle\s*=", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "an inline script": re.compile(r"<script\b(?![^>]*\bsrc\s*=)", re.I),
    "an htmx script": re.compile(r"\shx-on\b|\shx-vals\s*=\s*[\"']js:|\shx-trigger\s*=\s*[\"'][^\"']*\[", re.I),
    "a script address": re.compile(r"(href|src|action)\s*=\s*[\"']\s*javascript:", re.I),
    "another host": re.compile(r"<(script|link|img|iframe)\b[^>]*(src|href)\s*=\s*[\"'](https?:)?//", re.I),
}


def test_pages_obey_the_content_security_policy():
    """The browser would refuse these too, but only on the page that somebody opened."""
    found = [
        f"{name}: {what}"
        for name in files()
        if name.endswith(".html")
        for what, pattern in REFUSED_IN_PAGES.items()
        if pattern.search(re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", _text(name), flags=re.S))
    ]

    assert found == []


# --- Files ------------------------------------------------------------------------------------------------------
LONGEST = {".py": 400, ".html": 400, ".js": 400, ".css": 400, ".md": 400}
LONGEST_TEST = 600
LONGER_ALLOWED = {
    "static/bihuan.css": (640, "the design's tokens and parts in one cascade, in the order in which they override"),
}
DRAWN = (draw_lifecycle.FILE, draw_lifecycle.EDGES_FILE)
MADE_BY_MACHINE = re.compile(r"^static/vendor/|/migrations/\d+_initial\.py$")


def test_no_file_is_too_long_to_be_read():
    too_long = []
    for name in files():
        suffix = Path(name).suffix
        if suffix not in LONGEST or MADE_BY_MACHINE.search(name) or name in DRAWN:
            continue
        most = LONGEST_TEST if name.startswith("tests/") else LONGER_ALLOWED.get(name, (LONGEST[suffix],))[0]
        lines = _text(name).count("\n")
        if lines > most:
            too_long.append(f"{name}: {lines} lines, {most} at most")

    assert too_long == []


# Cut in two, so that this file doesn't hold them.
PLACES = ["/wo" + "rk/", "/tmp/" + "bh-", "/ro" + "ot/", "/home/" + "[a-z]", "lead" + r"\.env"]
REGISTRIES = [
    "python" + "hosted",
    "py" + r"pi\.org",
    "npm" + r"js\.",
    "--(extra-)?index-" + "url [a-z]",
    "artifact" + "ory",
]
THREADS = ["/iss" + r"ues/\d", "/pu" + r"ll/\d", r"\bGH" + r"-\d"]
SEEN = re.compile("|".join(PLACES + REGISTRIES + THREADS))
TEXTS = {
    ".py",
    ".html",
    ".css",
    ".js",
    ".md",
    ".toml",
    ".txt",
    ".in",
    ".po",
    ".cfg",
    ".svg",
    ".yml",
    ".yaml",
    ".sh",
    "",
}


def test_no_file_knows_where_it_was_made():
    """No directory of a machine, no registry, no number of a thread that a reader can't open."""
    found = []
    for name in files():
        if Path(name).suffix in TEXTS and not name.startswith("static/vendor/"):
            hit = SEEN.search(_text(name))
            if hit:
                found.append(f"{name}: {hit.group()}")

    assert found == []


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8", errors="replace")


# --- Documents --------------------------------------------------------------------------------------------------
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
PICTURES = "docs/screens"
MENTION = re.compile(r"\bdocs/[\w./-]+\w")


def test_every_document_that_is_named_exists():
    missing = []
    for name in files():
        if name.endswith(".md") and not name.startswith("static/vendor/"):
            targets = [(ROOT / name).parent.joinpath(link).resolve() for link in LINK.findall(_text(name))]
            paths = [target.relative_to(ROOT).as_posix() for target in targets]
            missing += [f"{name} → {path}" for path in paths if not _document(path)]
        if name.endswith((".py", ".md", ".html", ".css", "Makefile")):
            missing += [f"{name} → {it}" for it in MENTION.findall(_text(name)) if not _document(it)]

    assert missing == []


def _document(mentioned: str) -> bool:
    """A decision may be named by its number alone. Pictures are taken by a browser: all of them stand, or none yet."""
    if (ROOT / mentioned).exists() or (mentioned.startswith(PICTURES) and not list((ROOT / PICTURES).glob("*.png"))):
        return True
    return bool(re.fullmatch(r"docs/decisions/\d{4}", mentioned) and list(ROOT.glob(f"{mentioned}-*.md")))


def test_the_glossary_names_what_the_code_names():
    """An identifier in the dictionary's third column is a word of the code."""
    code = " ".join(_text(name) for name in files() if name.endswith(".py") and name.split("/")[0] in PRODUCT)
    words = set(re.findall(r"\w+", code))
    rows = [line.split(" | ") for line in _text("docs/glossary.md").splitlines() if line.startswith("| ")]
    named = [word for row in rows if len(row) == 5 for word in re.findall(r"`([^`]+)`", row[2])]

    assert len(named) > 80
    assert [word for word in named if not set(re.findall(r"\w+", word)) <= words] == []


def test_the_glossary_has_every_state_and_every_transition():
    page = _text("docs/glossary.md")
    names = (*LIFECYCLE.turns, *LIFECYCLE.rows)

    assert [name for name in names if f"`{name}`" not in page and f"`State.{name}`" not in page] == []


def test_every_library_we_chose_is_accounted_for():
    """What is asked for by name stands in the table with its licence and the reason for it."""
    decision = _text("docs/decisions/0012-libraries.md")
    lines = [
        line.split("#")[0].strip() for name in files() if name.endswith(".in") for line in _text(name).splitlines()
    ]
    chosen = {re.split(r"[\[=<>~! ]", line)[0] for line in lines if line and not line.startswith("-")}

    assert len(chosen) > 20
    assert [name for name in sorted(chosen) if f"| {name} |" not in decision] == []
