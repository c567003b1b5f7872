"""Make `languages/data/stop_words.toml`: the most frequent words of each language, for signals of the quality of text.

    python training/stop_words.py > tasks/parquetry/languages/data/stop_words.toml

English has the eight of Rae et al. 2021 (Gopher, section A1.1). Every other language has the words that make up at least
0.8 % of its text, at least eight of them, as FineWeb-2 has them by frequency (Penedo et al. 2025). Source of
frequencies: wordfreq (Apache 2.0; data CC BY-SA 4.0). Languages written without spaces have
none: their words are not found by white space.
"""

from __future__ import annotations

import json
import sys

import wordfreq

GOPHER = ("the", "be", "to", "of", "and", "that", "have", "with")
SHARE = 0.008
LEAST, MOST = 8, 24
# Korean too: what wordfreq counts there are morphemes, which are parts of written words.
WITHOUT_SPACES = {"ja", "zh", "th", "my", "km", "lo", "ko"}
SAME = {"sh": ("hr", "sr", "bs", "sh"), "nb": ("no", "nb", "nn")}


def main() -> None:
    """Print the table."""
    lists = {"en": list(GOPHER)}
    for code in sorted(set(wordfreq.available_languages()) - WITHOUT_SPACES - {"en"}):
        share = wordfreq.get_frequency_dict(code)
        ranked = [word for word in wordfreq.top_n_list(code, 200) if word.isalpha()]
        frequent = [word for word in ranked if share[word] >= SHARE]
        words = (frequent if len(frequent) >= LEAST else ranked[:LEAST])[:MOST]
        lists |= dict.fromkeys(SAME.get(code, (code,)), words)
    lines = [f"{code} = {json.dumps(words, ensure_ascii=False)}" for code, words in sorted(lists.items())]
    sys.stdout.write(
        "# Made by training/stop_words.py. English: Rae et al. 2021 (Gopher); others: wordfreq (CC BY-SA 4.0).\n"
    )
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
