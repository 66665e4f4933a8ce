"""Recognise program code among plain texts.

The rule: at least half of the lines, and of what is in them, is code, and it doesn't read as prose. Comments count
neither way, because some programs have more comments than code.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_CODE = re.compile(
    r"""
      .*[;{}]\s*(?://.*|/\*.*|\#.*)?                          # the end of a statement or a block
    | [\s)\]}]*[)\]}]+[;,]?
    | .*(?:\)|\belse|\btry|\bfinally)\s*(?:->\s*.+)?:\s*      # Python's blocks
    | \s*(?:import\ [\w.*{]|from\ [\w.]+\ import\b|def\ \w+\s*\(|class\ \w+\s*[(:{]|return\b|raise\ \w|yield\b
        |assert\b|async\ |await\ |lambda\b|pass$|break$|continue$|(?:with|for|while|if|elif|except)\b.*:$
        |\#\s?(?:include|define|if|ifdef|ifndef|endif|else|undef|pragma)\b|<\?php|package\ [\w.]+|using\ \w
        |public\ |private\ |protected\ |static\ |(?:const|let|var)\ \w+\s*=|function\b.*\(|func\ \w+\(|if\s*[(\[]
        |(?:for|while|switch)\s*\(|case\ .*[:)]$|(?:fi|done|esac|then|do|else|shift|end)$|echo\ |printf\ |exit\ \d
        |local\ \w+|set\ -[a-z]|unset\ |export\ \w+=|sudo\ |cd\ \S+$|use\ [\w:]+|my\ [$@%]|sub\ \w+
        |CREATE\ |INSERT\ INTO|SELECT\ .+\ FROM\b|DROP\ |ALTER\ |UPDATE\ .+\ SET\b|VALUES\b|@\w+[\w.]*(?:\(.*\))?$)
      .*
    | \s*(?:self\.|\$)?[\w.\[\]"'\->$]+\s*(?:[-+*/|&^%]|\?|:|<<|>>)?=\s*(?:\S+|.*["'()\[{;+*/].*)   # assignments
    | \s*(?:return\ )?[\w.]+\(.*\)\s*,?                                          # calls
    | \s*["'].*["']\s*,?
    | \s*["']?[\w.-]+["']?\s*:\s*.*,
    """,
    re.VERBOSE,
)
_COMMENT = re.compile(
    r"""\s*(?: // | /\* | \*/ | \*\s | \#(?!\s?(?:include|define|if|ifdef|ifndef|endif|else|undef)\b) | --\s | ;; | %%
      | \"\"\" | \'\'\' ).*""",
    re.VERBOSE,
)
_WORDS = frozenset(
    """
    a all also an and are as at be been but by for from had has have he her his i if in is it its me my no not of on
    one or our out said she so some than that the their them there they this to up us was we were what when which who
    will with would you your
    """.split()  # noqa: SIM905
)
_PROSE_SHARE = 0.3
"""Share of these words in what is not code: in the sample scrapes 0.38 to 0.52, in comments on code up to 0.35."""
_LEAST = 3


def _letters(lines: Sequence[str]) -> int:
    return sum(map(len, lines))


def is_code(lines: Sequence[str]) -> bool:
    """Return True if the lines, none of them blank, are program code."""
    told = [line for line in lines if not _COMMENT.fullmatch(line)]
    code = [line for line in told if _CODE.fullmatch(line)]
    if len(code) < _LEAST or 2 * len(code) < len(told) or 2 * _letters(code) < _letters(told):
        return False
    words = [word.strip(".,;:!?'\"()").lower() for line in code for word in line.split()]
    return sum(1 for word in words if word in _WORDS) < _PROSE_SHARE * len(words)
