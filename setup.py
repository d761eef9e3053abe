"""The README for package indexes, where a link into the repository leads nowhere: its words are left of it."""

from __future__ import annotations

import re
from pathlib import Path

from setuptools import setup

README = Path(__file__).with_name("README.md").read_text(encoding="utf-8")
# Of code, or to neither an address nor an anchor.
LINK = re.compile(r"(^```.*?^```$|`[^`\n]*`)|\[([^]]*)\]\((?![a-z]+:|#)[^)]*\)", re.MULTILINE | re.DOTALL)

setup(long_description=LINK.sub(r"\1\2", README))
