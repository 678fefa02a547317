"""`make browser-tools`: a browser and Chinese fonts for the browser tests. Their Python packages are there by now."""

import os
import shutil
import subprocess

from devstack.talk import say


def browser_tools(arguments: list[str]) -> int:
    """Install what is missing where that is possible; where not, say loudly which tests will be left out."""
    missing = _missing()
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"installing {' '.join(missing)}")
        _apt_get("update")
        _apt_get("install", "-y", *missing)
    if still := _missing():
        say(f"!!! NO BROWSER TESTS: {' and '.join(still)} could not be installed. 将跳过浏览器测试。")
    return 0


def _apt_get(*words: str) -> None:
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "-q", *words], env=env, stdout=subprocess.DEVNULL, check=False)


def _missing() -> list[str]:
    return [*([] if _has_chromium() else ["chromium"]), *([] if _has_chinese_font() else ["fonts-noto-cjk"])]


def _has_chromium() -> bool:
    return bool(shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome"))


def _has_chinese_font() -> bool:
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False).stdout.strip())
