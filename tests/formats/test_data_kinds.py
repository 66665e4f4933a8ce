"""What nobody wrote to be read is never a post; what somebody did, however short or odd, always is one."""

from __future__ import annotations

import pytest

from archive.formats.plain_text.data_kinds import data_kind
from patience import no_hang

DATA = {
    "a table": [
        "Name        Office    Ext\nAnn Reed    Leeds     4411\nBo Hale     York      4412\nCy Marsh    Hull      4413",
        "id,when,hours\n1,2016-03-08,7.5\n2,2016-03-09,8.25",
        "id,when,hours",
        "Blog,Address\nTarnshire Allotments,http://tarnshire-allotments.example/\nThe Slow Kettle,http://slow.example/",
        'Name,Value\nDisplay name,Tarn Walker\nInterests,"clocks, kettles"',
        "Name;Office;Hours\nWenna;Tarn;7\nOsric;Fenn;8",
        "Name\tOffice\tHours\nWenna\tTarn\t7\nOsric\tFenn\t8",
        "Office\tCases\nTarn\t57\nFenn\t102\nPike\t88",
        "office | cases | staff\n------ | ----- | -----\nTarn | 57 | 3\nFenn | 102 | 5",
        "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin",
        "Name, Cases, Hours\nWenna, 57, 7\nOsric, 102, 8\nKay, 88, 7",
        '"Surname","First name"\n"Pike","Wenna"\n"Fenn","Osric"',
        "a,b,c,\n1,2,3,\n4,5,6,",
        "Filesystem     1K-blocks      Used  Available  Use%\n/dev/sda1       61255492  24113212   34000000   42%\n"
        "tmpfs            8192000         0    8192000    0%\n/dev/sdb1       10255492   4113212    6000000   40%",
        "comment,author\nIt is a long walk home in the rain and nobody came,Kay\nTea is at four and cake is at five,Jo",
        "cpu family\t: 6\nmodel\t\t: 85\nmodel name\t: Fast\nstepping\t: 7\ncpu MHz\t\t: 2000\ncache size\t: 1 KB\n"
        "physical id\t: 0\nsiblings\t: 2\ncore id\t\t: 0",
        "2016-03-08,Tarn,7\n2016-03-09,Fenn,8\n2016-03-10,Pike,6\n",
    ],
    "a log": [
        "2016-03-08 07:45:01 INFO started\n2016-03-08 07:45:02 WARN clock is fast",
        "Mar  8 07:45:01 tarn sshd[411]: session opened\nMar  8 07:45:09 tarn sshd[411]: session closed",
        '127.0.0.1 - - [08/Mar/2016:07:45:01 +0000] "GET / HTTP/1.1" 200 12\n'
        '127.0.0.1 - - [08/Mar/2016:07:45:03 +0000] "GET /a HTTP/1.1" 404 9',
        "[    0.000000] Linux version 4\n[    0.100000] Command line: quiet\n[    0.200000] x86: ready",
        "INFO: starting\nWARNING: the clock is fast\nERROR: the kettle is empty",
        "2016-03-08T07:45:01Z started\n2016-03-08T07:45:02Z failed\n  at Kettle.boil(Kettle.java:12)\n"
        "2016-03-08T07:45:03Z end",
        "update-alternatives 2024-11-12 12:00:00: run with --install\n"
        "update-alternatives 2024-11-12 12:00:01: link group",
        "[2016-03-08 07:45:01] production.ERROR: no tea\n[2016-03-08 07:46:01] production.ERROR: no cake",
        "07:45:01.123 boiler on\n07:45:02.456 boiler off",
        "1457423101 started\n1457423102 stopped\n1457423103 started",
    ],
    "program code": [
        "import os\n\n\ndef boil(water):\n    return water + 1\n\n\nif __name__ == '__main__':\n    boil(2)",
        '#include <stdio.h>\nint main(void) {\n    printf("tea");\n    return 0;\n}',
        "function boil(water) {\n  var t = 5;\n  return water + t;\n}\nboil(3);",
        "body {\n  color: #333;\n  margin: 0;\n}\nh1 { font-size: 2em; }",
        "SELECT name, cases FROM offices WHERE cases > 50;\nINSERT INTO offices VALUES (1, 'Tarn');\nDROP TABLE teas;",
        "CREATE TABLE teas (id INT, name TEXT);\nINSERT INTO teas VALUES (1, 'green');",
        'set -e\nfor f in *.txt; do\n  echo "$f"\ndone\nexport TEA=hot',
        "public class Kettle {\n    private int water;\n    public void boil() {\n        water--;\n    }\n}",
        "<?php\n$tea = new Tea();\nif ($tea->hot) {\n  echo 'drink';\n}",
        "const tea = () => {\n  return hot;\n};\nexport default tea;",
        'package main\n\nimport "fmt"\n\nfunc main() {\n\tfmt.Println("tea")\n}',
        "# A note on the kettle, which is longer than the program below it and says what it is for\n"
        "x = 1\ny = x + 2\nprint(y)",
        '10 PRINT "TEA";\n20 INPUT A;\n30 GOTO 10;',
    ],
    "JSON data": [
        '{"title": "Snaps",\n "access": "protected"}',
        '{"id": 1, "text": "tea"}\n{"id": 2, "text": "cake"}',
        '[\n{ "a": 1 },\n{ "b": 2 }\n]',
    ],
    "a file of settings": [
        "[.ShellClassInfo]\nIconFile=tea.ico",
        "[server]\nhost=localhost\nport=8080\nuser=tea",
        "colour = red\nsize = 12\nfont = serif",
        "export TEA=hot\nexport CAKE=soft\nexport MILK=cold",
        "name: kettle\nversion: 2\nsteps:\n- boil\n- pour\nlanguage: english",
        "# A file about the kettle.\n# Do not change it by hand.\n#\n# colour: what it looks like\n#colour=red\nsize 5",
        'title = "Tea"\n\n[tea]\nhot = true\ncups = 3',
    ],
    "a list of addresses": [
        "http://a.example/1\nhttp://b.example/2\nhttps://c.example/3",
        "wenna@branch.example\nosric@branch.example\nkay@branch.example",
        "Wenna Pike <wenna@branch.example>,\nOsric Fenn <osric@branch.example>,\nKay Lee <kay@branch.example>",
        "Wenna Pike, 3 Mill Lane, Tarn TN1 2AB\nOsric Fenn, 9 High St, Fenn FN4 5CD\nKay Lee, 1 The Row, Tarn TN1 9ZZ",
        "Tarn: http://a.example/1\nFenn: http://b.example/2\nPike: http://c.example/3\nRow: http://d.example/4",
    ],
    "an exported chat": [
        "12/03/2016, 07:45 - Wenna: tea?\n12/03/2016, 07:46 - Osric: yes\nplease\n"
        "12/03/2016, 07:47 - Wenna: on its way",
        "[12/03/2016, 07:45:01] Wenna: tea?\n[12/03/2016, 07:46:01] Osric: yes\n[12/03/2016, 07:47:01] Kay: me too",
        "[07:45] <wenna> tea?\n[07:46] <osric> yes\n[07:47] <kay> me too",
    ],
    "subtitles": [
        "1\n00:00:01,000 --> 00:00:04,000\nThe kettle is on.\n\n2\n00:00:05,000 --> 00:00:07,000\nIt boils.",
        "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\nThe kettle is on.",
    ],
    "an address book or a calendar": [
        "BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR",
        "BEGIN:VCARD\nFN:Wenna Pike\nEND:VCARD",
    ],
    "a list of changes (diff)": ["diff --git a/tea b/tea\n--- a/tea\n+++ b/tea\n@@ -1 +1 @@\n-cold\n+hot"],
    "a key or certificate": ["-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"],
    "metadata of software": [
        "Metadata-Version: 2.1\nName: kettle\nVersion: 1.0",
        "Package: kettle\nVersion: 1\nSection: tea",
    ],
    "a list of files": [
        "/usr/bin/kettle\n/usr/share/doc/kettle\n/etc/kettle.conf",
        "d41d8cd98f00b204e9800998ecf8427e  usr/bin/kettle",
    ],
    "a list of words": ["\n".join(f"word{'abcdefghij'[n % 10]}{'klmnopqrst'[n // 10]}" for n in range(60))],
    "a table of numbers": ["\n".join(f"{n} {n * n}" for n in range(20))],
    "data without words": ["TWFuIGlzIGRpc3Rpbmd1aXNoZWQsIG5vdCBvbmx5IGJ5IGhpcyByZWFzb24s\n" * 4],
    "a manual page (troff)": [".TH KETTLE 1\n.SH NAME\nkettle - boil water\n.SH SYNOPSIS\n.B kettle\n[water]"],
    "a LaTeX document": ["\\documentclass{article}\n\\begin{document}\nTea.\n\\end{document}"],
}
SAMPLES = [(kind, text) for kind, texts in DATA.items() for text in texts]

TEXTS = [
    "Test. Hi. Waving.\n----------------------------------------------------------------\nSent via the text service.",
    "Hello\n\n> Subject: Tea\n> From: wenna@branch.example\n> To: osric@branch.example; "
    "kay@branch.example; jo@branch.example;\n"
    "> lee@branch.example; ann@branch.example; tom@branch.example",
    "Tea\n* * * * * * * * * * * * * * * * * * * *\nCake\n==========\nMilk",
    "Tea.",
    "Thanks for that!",
    "Well said, Kay.",
    "http://a.example/2017/06/kettle.html",
    "See here:\nhttp://a.example/2017/06/kettle.html",
    "Anon",
    "10/10",
    "2 + 2 = 5",
    "Roses are red,\nViolets are blue,",
    "Roses are red;\nViolets are blue;\nThe kettle is on;\nAnd so are you.",
    "The kettle, the cup, the spoon,\nThe morning, the night, the moon,\n"
    "The table, the chair, the tea,\nAnd you, and them, and me.",
    "Hwæt!  We Gardena   in geardagum,\nþeodcyninga,   þrym gefrunon,\n"
    "hu ða æþelingas   ellen fremedon.\nOft Scyld Scefing   sceaþena þreatum",
    "We went home.  It rained.  Nobody came.\nThe bus was late.  We waited.  It came.\n"
    "Tea was at four.  Cake too.  Good.",
    "£27,121 £21,693 basic salary and allowances for unsocial hours\n"
    "£30,488 £24,689 basic salary and allowances for nights\n"
    "£32,244 £26,111 basic salary and allowances for weekends",
    "- tea\n- cake\n- milk",
    "• Meet the employers\n• Tell the members\n• Ballot",
    "1. Welcome\n2. Minutes\n3. Pay\n4. Any other business",
    "1.\tWelcome to everyone who came\n2.\tMinutes of the last meeting\n3.\tPay and what we can do about it",
    "•\tTea\n•\tCake\n•\tMilk",
    "a) tea\nb) cake\nc) milk",
    "09:30 Registration and coffee\n10:00 Welcome by the chair\n10:15 Pay: where we are\n11:00 Break\n12:30 Lunch",
    "9.30am – Registration\n10am – Welcome\n1pm – Lunch\n4pm – Close",
    "Date: Friday 9 June\nTime: 7pm\nVenue: the Town Hall",
    "Date:     Friday 9 June\nTime:     7pm\nVenue:    Town Hall\nSpeaker:  Wenna Pike",
    "Date:\tFriday 9 June\nTime:\t7pm\nVenue:\tTown Hall\nSpeaker:\tWenna Pike",
    "CRC = Community Rehabilitation Company\nNPS = National Probation Service\nPQ = Parliamentary Question",
    "PQ: a question in Parliament.\nSFO: a serious further offence.\nPSR: a report written before the sentence.",
    "Q: Is the kettle on?\nA: It is.\nQ: And the tea?\nA: Not yet.",
    "Wenna: Is the kettle on?\nOsric: It is not.\nWenna: Why?\nOsric: Nobody filled it.",
    "Dear all,\n\nThe branch meets on Friday.\n\nBest wishes,\nWenna",
    "Wenna Pike\nBranch Secretary\nTarn House\n3 Mill Lane\nTarn\nTN1 2AB\n\nDear Osric,\n\nThank you for the kettle.",
    "14:05 The minister stands up.\n14:07 He sits down again.\n14:20 Somebody asks about pay.",
    "Monday\nThe herons came back.\n\nTuesday\nThey left.",
    "WE ARE CLOSED. NOBODY HAS THE KEY. ASK WENNA.",
    "Pris 12 kr. Kaffe 10 kr. Vi ses på fredag, siger formanden.",
    "Le syndicat se réunit vendredi à midi; chacun apporte sa tasse, et l'on parlera des salaires.",
    "Mae'r cyfarfod ddydd Gwener am hanner dydd yn y neuadd ger yr orsaf.",
    "工会星期五开会。请大家带上杯子。水壶已经修好了，茶叶也买好了。" * 5,
    "Профсоюз собирается в пятницу. Чайник починили, чай купили. Приходите все.",
    "> We are pleased to tell you\n> that nothing will change.\n\nSo they said last year; and the year before.",
    "Row 1: tea\nRow 2: cake",
    "To make lists look nice, you can wrap items\nBut if you don't want to, you don't have to.",
    "Item one, with a note\nItem two, with a note\nItem three, with a note",
    "Pike, Wenna\nFenn, Osric\nLee, Kay",
    "Kettle on. Tea made. Milk in. Spoon lost; found; lost again. {That was Monday.}",
    "We asked (again); they said (again): wait.\nWe waited (again);\nthey forgot (again);\nso we asked (again).",
    "import duties on tea rise again\nclass sizes rise too\nreturn of the kettle\nif only somebody had asked",
    "For sale: one kettle.\nWanted: one plug.\nLost: a spoon.\nFound: a cup.\nFree: advice.",
    "Reading, writing, arithmetic",
    "Tarn 3, Fenn 2",
    "Tarn 3 Fenn 2\nPike 1 Row 1\nMill 0 Lane 4",
    "Read more: http://a.example/1\nThe kettle is on.\nRead more: http://b.example/2\nThe tea is in.",
    "Contact wenna@branch.example or osric@branch.example if you can come.",
    "From: the General Secretary\nTo: all members\nSubject: pay\n\nColleagues, the offer is poor.",
    "#metoo\n#kettle\nWe march on Friday.",
    "# The Kettle\n\n## Monday\n\nIt broke.\n\n## Tuesday\n\nIt was mended.",
    "ha\n" * 20,
    "No\n\nNo\n\nNo",
    "1st: Wenna. 2nd: Osric. 3rd: Kay. The prizes are a cup, a spoon and a tin of tea.",
    "In 2015 there were 57 cases; in 2016, 102; in 2017, 88. In 2018 nobody counted.",
    "You say 10%, we say 12%, they say 1%. 1% of £27,121 is £271.21. That is £5.21 a week.",
    "Section 3(1)(b) of the Act; see also s.4, para 2.1 and R v Pike [2001] 2 Cr App R 5.",
    "Refs: HMPPS/2019/12, PI 05/2014, PSO 2205, AI 14/2016. Ask for them by these numbers when you "
    "write to the office.",
    "Well.... that went well!!!! :-) ;-) <3",
    "Tea | Cake | Milk",
    "tea/cake/milk",
    "Subject to contract; E&OE; no DSS.",
    "  1. Agreed.\n\n    ReplyDelete\n\n  2. Not agreed.\n\n    ReplyDelete",
]


@pytest.mark.parametrize(("kind", "text"), SAMPLES)
def test_data_is_recognised(kind, text):
    assert data_kind(text) == kind


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_not_data(text):
    assert data_kind(text) is None


def test_there_are_enough_samples_of_both():
    assert len(SAMPLES) >= 60
    assert len(TEXTS) >= 60


@pytest.mark.parametrize("kind", ["a table", "a log", "program code", "a list of addresses"])
def test_a_text_with_data_in_it_is_a_text(kind):
    around = "This is what the office sent to us this morning, and we make no comment on it at all.\n\n"
    for text in DATA[kind][:5]:
        parts = [f"{around}{line}" for line in text.split("\n")]
        assert data_kind("\n\n".join(parts)) is None


@pytest.mark.parametrize(
    "line",
    [
        "http://" * 40 + " x",
        "a@" * 140,
        "(" * 280,
        "a " * 140,
        "=" * 280,
        "- " * 140,
        "\"'" * 140,
        "/a" * 140,
        "a,b;c|d:e\t" * 28,
        "1,000" * 56,
        "if (" * 70,
        "{" * 280,
    ],
)
def test_hostile_lines_take_little_time(line):
    with no_hang(5):
        data_kind(f"{line}\n" * 2_000)
