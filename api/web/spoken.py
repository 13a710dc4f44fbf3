"""What the pages of providers say, in the languages that they read."""

from functools import cache
from pathlib import Path

import yaml

from api.people.caller import Caller


@cache
def spoken() -> dict[str, dict[str, str]]:
    """What the pages say, in each language, as `provider.yaml` has it."""
    words: dict[str, dict[str, str]] = yaml.safe_load(Path(__file__).with_name("provider.yaml").read_text("utf-8"))
    return words


def words_for(caller: Caller) -> dict[str, str]:
    """The words in the person's language."""
    return {name: said.get(caller.language, said["en"]) for name, said in spoken().items()}


def module_words(words: dict[str, str]) -> dict[str, str]:
    """Those of them that the modules say: `js_` before the name by which they ask."""
    return {name.removeprefix("js_"): said for name, said in words.items() if name.startswith("js_")}
