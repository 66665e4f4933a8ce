"""Find the header that a mail program prints above a message which is forwarded within the text of another.

The rule: a header has a sender, and a subject or a date, each on a line that begins with the field's name in one of the
common languages. It stands below a line such as "---------- Forwarded message ----------", or it is the block of
Outlook, which has all of sender, date, recipient and subject.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_FORWARDED = r"""
    begin\ forwarded\ message | (?:original\ )?forwarded\ message | forwarded\ by\ .{1,100}
  | anfang\ der\ weitergeleiteten\ (?:nachricht|e-?mail) | weitergeleitete\ (?:nachricht|e-?mail)
  | d[ée]but\ du\ message\ (?:r[ée]exp[ée]di[ée]|transf[ée]r[ée]) | message\ (?:transf[ée]r[ée]|r[ée]exp[ée]di[ée])
  | mensaje\ reenviado | inicio\ del\ mensaje\ reenviado | messaggio\ inoltrato | inizio\ messaggio\ inoltrato
  | doorgestuurd\ bericht | begin\ doorgestuurd\ bericht | mensagem\ encaminhada | vidarebefordrat\ meddelande
  | videresendt\ meddelelse | neges\ wedi(?:'i\ |\ ei\ )hanfon\ ymlaen
"""
_ORIGINAL = r"""
    original\ (?:message|e-?mail) | urspr[üu]ngliche\ (?:nachricht|e-?mail) | message\ d.origine | message\ original
  | mensaje\ original | messaggio\ originale | oorspronkelijk\ bericht | mensagem\ original | ursprungligt\ meddelande
  | oprindelig\ meddelelse | neges\ wreiddiol
"""
_MARK = re.compile(
    rf"[-_=*\s]*(?:(?P<forwarded>{_FORWARDED})|(?P<original>{_ORIGINAL}))\s*:?[-_=*\s]*".replace("\n", "\n "),
    re.IGNORECASE | re.VERBOSE,
)
_NAMES = {
    "from": "from, von, de, da, van, från, fra, od, oddi wrth, expéditeur, expediteur",
    "date": "date, sent, datum, gesendet, envoyé, fecha, enviado, enviado el, enviada em, data, inviato, verzonden,"
    " verzonden op, skickat, sendt, dyddiad, anfonwyd, date d'envoi",
    "to": "to, an, à, a, para, aan, till, til, at, destinataire",
    "subject": "subject, betreff, objet, sujet, asunto, oggetto, onderwerp, assunto, ämne, emne, pwnc",
    "other": "cc, bcc, kopie, copie, cci, kopia, organization, organisation, importance, priority, attachments,"
    " anlagen, reply-to, reply to, antwort an, répondre à, responder a, message-id, sender, resent-from",
}
"""The names of the fields by key, in English, German, French, Spanish, Italian, Dutch, Portuguese, Swedish, Danish and
Welsh."""
_KEYS = {name.strip(): key for key, names in _NAMES.items() for name in names.split(",")}
_FIELD = re.compile(r"\s*([^\W\d_][\w'’ -]{0,20}?)\s?:\s*(.*)")
_MORE_RECIPIENTS = re.compile(r"\s*\S.*[@;,].*")
_LONGEST_FIELD = 1_000
_MOST_LINES = 40
"""Lines of a header. A list of recipients can take many."""


@dataclass(frozen=True)
class QuotedHeader:
    """The header of a forwarded message, by the positions of its lines."""

    start: int
    """Position of the line that announces it, or of its first field."""
    end: int
    """Position after its last field."""
    first_field: int
    is_forward: bool
    """True if it is announced as forwarded; False if replies have such a header too."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """The values by key: "from", "date", "to", "subject"."""


def find_quoted_header(lines: Sequence[str]) -> QuotedHeader | None:
    """Return the first header among the lines, which must be free of quote marks and mark-up."""
    for at, line in enumerate(lines):
        mark = _MARK.fullmatch(line) if 0 < len(line) < _LONGEST_FIELD and line.strip(" -_=*") else None
        if mark and (found := _header(lines, at, at + 1, mark["forwarded"] is not None)):
            return found
        if _key(line) == "from" and (found := _header(lines, at, at, False)) and len(found.fields) == 4:
            return found
    return None


def _header(lines: Sequence[str], start: int, at: int, is_forward: bool) -> QuotedHeader | None:
    """Return the header whose fields are at `at`, perhaps below a blank line; None if it is not complete."""
    fields: dict[str, str] = {}
    end, first, gaps, latest = at, -1, 0, ""
    for place in range(at, min(at + _MOST_LINES, len(lines))):
        line = lines[place]
        if not line.strip():
            if first >= 0 and not _goes_on(lines, place, fields, gaps):
                break
            gaps += first >= 0
        elif (key := _key(line)) and (key == "other" or key not in fields):
            first = place if first < 0 else first
            fields.setdefault(key, _value(line))
            end, latest = place + 1, key
        elif latest in ("to", "other") and lines[place - 1].strip() and _MORE_RECIPIENTS.fullmatch(line):
            end = place + 1
        else:
            break
    fields.pop("other", None)
    complete = "from" in fields and ("subject" in fields or "date" in fields)
    return QuotedHeader(start, end, first, is_forward, fields) if complete else None


def _goes_on(lines: Sequence[str], blank: int, fields: Mapping[str, str], gaps: int) -> bool:
    """Return True if another field follows the blank line: some programs make each field a paragraph."""
    if not (gaps or len(fields) == 1) or blank + 1 >= len(lines):
        return False
    key = _key(lines[blank + 1])
    return bool(key and (key == "other" or key not in fields))


def _key(line: str) -> str | None:
    found = _FIELD.match(line) if ":" in line[:40] else None
    return _KEYS.get(found[1].lower().replace("’", "'")) if found else None


def _value(line: str) -> str:
    found = _FIELD.match(line[:_LONGEST_FIELD])
    return found[2].strip() if found else ""
