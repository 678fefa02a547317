"""How the acts open to somebody are laid out: what answers to something first, the others by what they are about."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as lazy


@dataclass(frozen=True, slots=True)
class Button:
    """One act that this person can do now, besides the expected one; `name` ends the address of its page."""

    name: str
    label: str
    is_proxy: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Acts about one thing, shown when somebody asks for them."""

    title: Any
    buttons: list[Button]


# What the other outcome of the expected act is comes first, whatever its place in the law.
FIRST = ("fail_verification", "sign_opinion", "reject_assignment", "refuse_write_off", "object", "disclaim")
BY_PROXY = lazy("代整改单位办")
# Seldom wanted, and never waited for. What isn't named here answers to something, and stands before all these.
GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (lazy("申请"), ("ask_shelve", "ask_void", "ask_transfer", "ask_downgrade", "ask_recusal", "ask_release")),
    (lazy("现场措施"), ("propose_measure", "expire_measure", "rebase_measure")),
    (lazy("等级和单位"), ("determine", "upgrade", "change_rectifier", "designate_verifier", "rerule", "contest_claim")),
    (lazy("挂牌督办"), ("propose_listing", "report_progress", "revoke_listing")),
    (lazy("整理和更正"), ("move_territory", "merge", "split", "separate", "amend", "recall_dispatch", "recall_result")),
)
GROUPED = {name for _title, names in GROUPS for name in names}


def near(buttons: Iterable[Button]) -> list[Button]:
    """Return those that stand open: the other outcome first."""
    found = [button for button in buttons if button.name not in GROUPED and not button.is_proxy]
    return sorted(found, key=lambda button: FIRST.index(button.name) if button.name in FIRST else len(FIRST))


def in_groups(buttons: Iterable[Button]) -> list[Group]:
    """Return the others by what they are about; what is filed for the rectifier by itself."""
    rest = list(buttons)
    proxies = Group(BY_PROXY, [button for button in rest if button.is_proxy])
    groups = [
        Group(title, [button for button in rest if button.name in names and not button.is_proxy])
        for title, names in GROUPS
    ]
    return [group for group in (proxies, *groups) if group.buttons]
