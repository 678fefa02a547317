"""Credit codes: both check digits, and the command that judges a column of them."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from responsibility import credit_code

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
RIGHT = "91110000123456788M"
heads = st.text(ALPHABET, min_size=8, max_size=8)


def complete(registry: str, body: str) -> str:
    """A right code: its first eight characters, then an organisation's eight, then both check digits."""
    inside = registry + body
    organisation = inside + str(credit_code.organisation_digit(inside + "0"))
    return organisation + str(credit_code.check_digit(organisation))


def test_a_right_code_has_no_fault():
    assert list(credit_code.faults(RIGHT)) == []


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("91110000123456788X", ["统一社会信用代码校验位不符：末位是 X，应为 M"]),
        # Its last digit is right for what stands before it; the organisation's own digit is not.
        ("91110000123456789Q", ["统一社会信用代码中的组织机构代码校验位不符：第17位是 9，应为 8"]),
        (
            "911100001234567890",
            [
                "统一社会信用代码中的组织机构代码校验位不符：第17位是 9，应为 8",
                "统一社会信用代码校验位不符：末位是 0，应为 Q",
            ],
        ),
        ("12345", ["统一社会信用代码应为18位，这里是5位"]),
        ("", ["统一社会信用代码应为18位，这里是0位"]),
        ("91110000I23456788M", ["统一社会信用代码含有不允许的字符"]),
        ("91110000123456788m", ["统一社会信用代码含有不允许的字符"]),
    ],
)
def test_a_wrong_code_says_which_digit_is_wrong_and_what_it_should_be(code: str, words: list[str]):
    assert list(credit_code.faults(code)) == words


def test_the_organisation_digit_may_be_a_cross():
    """The standard's own example in GB 11714: the body D2143569 has the check character X."""
    assert credit_code.organisation_digit("91110000" + "D2143569" + "X") == "X"


@given(heads, heads, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_every_single_slip_of_the_pen_is_noticed(registry: str, body: str, place: int, slip: str):
    code = complete(registry, body)
    slipped = code[:place] + slip + code[place + 1 :]

    assert credit_code.is_right(code)
    assert credit_code.is_right(slipped) == (slipped == code)


def judged(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, *more: str) -> list[str]:
    path = tmp_path / "codes.csv"
    path.write_text(text, encoding="utf-8")
    call_command("check_credit_codes", str(path), *more)
    return capsys.readouterr().out.splitlines()


def test_the_command_judges_a_column_and_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    lines = judged(tmp_path, capsys, f"name,code\n甲,{RIGHT}\n乙,12345\n丙,{RIGHT.lower()}\n丁,\n")

    assert lines == [
        f"codes.csv:2 {RIGHT} 正确",
        "codes.csv:3 12345 统一社会信用代码应为18位，这里是5位",
        f"codes.csv:4 {RIGHT.lower()} 含有小写字母、全角字符或空格，规范写法为 {RIGHT}",
        "共 3 个，正确 1，有误 2",
    ]


def test_the_command_takes_a_plain_list_too_and_can_be_silent_about_the_right_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    lines = judged(tmp_path, capsys, f"{RIGHT}\n12345\n", "--wrong")

    assert lines == ["codes.csv:2 12345 统一社会信用代码应为18位，这里是5位", "共 2 个，正确 1，有误 1"]


def test_the_command_says_why_a_file_can_not_be_read(tmp_path: Path):
    (tmp_path / "图.csv").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(CommandError, match="不是 UTF-8"):
        call_command("check_credit_codes", str(tmp_path / "图.csv"))
    with pytest.raises(CommandError, match="无法读取"):
        call_command("check_credit_codes", str(tmp_path / "没有.csv"))
