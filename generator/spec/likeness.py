"""What an unknown word was meant to be: misspelt, of another tool, or with a letter that only looks right."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Collection, Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path, PurePath
from unicodedata import name

from generator.spec.examples import keys_to_write
from generator.spec.model.base import Body
from generator.spec.words import FOREIGN_UNITS, FOREIGN_WORDS, WORDS_WITHIN, our_word

__all__ = [
    "alike",
    "choice_meant",
    "did_you_mean",
    "file_meant",
    "meanings",
    "meant",
    "near",
    "project_meant",
    "snake_case",
    "unlike",
]


def did_you_mean(found: str, known: Iterable[str]) -> str:
    """A hint that names the nearest of `known`, or nothing when none is near."""
    meant = near(found, known)
    return f"did you mean {meant}?" if meant else ""


def near(found: str, known: Iterable[str]) -> str:
    """The nearest of `known`; empty when none is near."""
    by_fold = {name.casefold(): name for name in known}
    matches = get_close_matches(found.casefold(), by_fold, n=1, cutoff=0.6)
    return by_fold[matches[0]] if matches else ""


def file_meant(found: str, known: Sequence[str]) -> str:
    """A hint that names the file of `known` that has the name of one that is not there, or one near that."""
    named = [each for each in known if PurePath(each).stem == PurePath(found).stem]
    return f"did you mean {named[0]}?" if named else did_you_mean(found, known)


def project_meant(specs: str) -> str:
    """A hint for a folder without specs: the nearest folder above that has some, or the one below, or how to begin."""
    here = Path.cwd()
    above = [folder for folder in here.parents if (folder / specs).is_dir()][:1]
    below = [folder.parent for folder in here.glob(f"*/{specs}") if folder.is_dir()]
    folders = above or (below if len(below) == 1 else [])
    if folders:
        return f"did you mean dynaspec -C {shlex.quote(PurePath(os.path.relpath(folders[0])).as_posix())}?"
    return "dynaspec init begins a project here; name the folder of another with -C"


def meant(key: str, model: type[Body]) -> tuple[str, str]:
    """The key of `model` that an unknown one was meant to be, and a hint that says so; both empty when none is near."""
    known = keys_to_write(model)
    snake = snake_case(key)
    words = _foreign(snake, model)
    foreign, name = next(((word, name) for word in words if (name := re.split("[:;, ]", word)[0]) in known), ("", ""))
    if snake in known:
        return snake, f"write {snake}"
    if name:
        return name, f"write {foreign}"
    folded = {each.casefold(): each for each in known}
    likely = [folded[each] for each in get_close_matches(snake, folded, n=1)]
    return (likely[0], f"did you mean {likely[0]}?") if likely else ("", "")


def meanings(key: str, model: type[Body]) -> set[str]:
    """The keys of `model` of which an unknown one may have been meant to be one or several."""
    known, words = keys_to_write(model), _foreign(snake_case(key), model)
    within = {name for word in words for name in re.findall("[a-z_]+", word) if name in known}
    likely = meant(key, model)[0]
    return within | {likely} if likely else within


def alike(key: str, model: type[Body]) -> set[str]:
    """The keys of `model` of which an unknown one may have been meant to be any, all that it resembles among them."""
    folded = {each.casefold(): each for each in keys_to_write(model)}
    near_ones = get_close_matches(snake_case(key), folded, n=len(folded))
    return meanings(key, model) | {folded[each] for each in near_ones}


def choice_meant(found: str, expected: Collection[str]) -> str:
    """The one of the `expected` words that can be meant by another; empty where it may be several, or none."""
    if ours := our_word(found, expected):
        return ours if ours in expected else ""
    folded = {each.casefold(): each for each in expected}
    if found.casefold() in folded:
        return folded[found.casefold()]
    likely = get_close_matches(found.casefold(), folded, n=2)
    return folded[likely[0]] if len(likely) == 1 else ""


def _foreign(snake: str, model: type[Body]) -> tuple[str, ...]:
    """What is said of another tool's word, the words that count in a `model` alone first."""
    of_model = WORDS_WITHIN.get(model.__name__, {})
    return tuple(words.get(snake, "") for words in (of_model, FOREIGN_WORDS, FOREIGN_UNITS))


def snake_case(key: str) -> str:
    """A key in the case of the format's own."""
    return re.sub("(?<=[a-z0-9])(?=[A-Z])", "_", key).casefold().replace("-", "_")


def unlike(key: str) -> str:
    """What to say of a letter in a key that only looks like one of the format's own; empty without one."""
    odd = next((char for char in key if char.isalpha() and not char.isascii()), "")
    return f"type it anew: '{odd}' in it is U+{ord(odd):04X} ({name(odd, 'a letter').lower()})" if odd else ""
