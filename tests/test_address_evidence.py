"""What an address says: whose site it is, on which day, and whether it is a list."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.address_evidence import AddressEvidence, Owner, evidence_of, is_list_url, is_napo_host

BLOG = "https://tarnshire.blogspot.com/"


@pytest.mark.parametrize(
    ("address", "owner"),
    [
        ("https://www.napo.org.uk/kettles", Owner.NAPO),
        ("http://NAPO.org.uk:80/kettles", Owner.NAPO),
        ("https://www.napomagazine.org.uk/kettles/", Owner.NAPO),
        ("https://members.nqonline.org/kettles", Owner.NAPO),
        ("https://webarchive.nationalarchives.gov.uk/ukgwa/20170614093000/https://www.napo.org.uk/kettles", Owner.NAPO),
        ("http://tarnshire.blogspot.com/2017/06/kettles.html", Owner.THIS_BLOG),
        ("http://www.tarnshire.blogspot.co.uk/", Owner.THIS_BLOG),
        ("//tarnshire.blogspot.de/2017/06/kettles.html%3Fm=1", Owner.THIS_BLOG),
        ("http://gardens.blogspot.com/2017/06/beans.html", Owner.ANOTHER_BLOG),
        ("https://web.archive.org/web/2017/http://gardens.blogspot.com/2017/06/beans.html", Owner.ANOTHER_BLOG),
        ("https://napa.org.uk/kettles", Owner.UNKNOWN),
        ("https://notnapo.org.uk/kettles", Owner.UNKNOWN),
        ("https://napo.org.uk.example.com/kettles", Owner.UNKNOWN),
        ("https://www.example.org/2017/06/kettles.html", Owner.UNKNOWN),
        ("/2017/06/kettles.html", Owner.UNKNOWN),
        ("mailto:robin@napo.org.uk", Owner.UNKNOWN),
        ("http://[here]", Owner.UNKNOWN),
        (None, Owner.UNKNOWN),
    ],
)
def test_the_host_says_whose_site_it_is(address, owner):
    assert evidence_of(address, BLOG).owner is owner


def test_no_blog_is_another_blog_if_ours_is_unknown_or_has_a_domain_of_its_own():
    address = "http://gardens.blogspot.com/2017/06/beans.html"
    assert evidence_of(address).owner is Owner.THIS_BLOG
    assert evidence_of(address, "https://tarnshire.example/").owner is Owner.THIS_BLOG


@pytest.mark.parametrize(
    ("host", "is_napo"),
    [
        ("staging.napo.org.uk", True),
        ("napo-staging.example.org", True),
        ("dev-napo.pantheonsite.io", True),
        ("napo-org-uk.stackstaging.com", True),
        ("napo.example.org", False),
        ("staging.example.org", False),
        ("napoleon.pantheonsite.io", False),
    ],
)
def test_staging_copies_of_napos_sites_are_known(host, is_napo):
    assert is_napo_host(host) is is_napo


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("https://www.nqonline.org/2016/06/09/a-clock/", date(2016, 6, 9)),
        ("https://www.nqonline.org/2016/6/9/a-clock", date(2016, 6, 9)),
        ("https://www.nqonline.org/2016/06/", None),
        ("https://www.nqonline.org/2016/06/31/a-clock/", None),
        ("http://tarnshire.blogspot.com/2016/06/09.html", None),
        ("https://www.example.org/a-clock?on=/2016/06/09/", None),
    ],
)
def test_a_whole_day_in_the_path_is_a_date(address, day):
    assert evidence_of(address).day == day


@pytest.mark.parametrize(
    ("address", "is_list"),
    [
        ("http://tarnshire.blogspot.com/", True),
        ("http://tarnshire.blogspot.com", True),
        ("http://tarnshire.blogspot.com/?m=1", True),
        ("http://tarnshire.blogspot.com/index.html", True),
        ("http://tarnshire.blogspot.com/2017/", True),
        ("http://tarnshire.blogspot.com/2017/06", True),
        ("http://tarnshire.blogspot.com/2005_06_01_archive.html", True),
        ("http://tarnshire.blogspot.com/search?updated-max=2017-06-01&max-results=7", True),
        ("http://tarnshire.blogspot.com/search/label/clocks", True),
        ("https://www.napo.org.uk/blog?page=2", True),
        ("https://www.nqonline.org/category/news/", True),
        ("https://web.archive.org/web/2017/http://tarnshire.blogspot.com/2017/06/", True),
        ("http://tarnshire.blogspot.com/2017/06/kettles.html?m=1", False),
        ("http://tarnshire.blogspot.com/p/about.html", False),
        ("https://www.nqonline.org/2016/06/09/a-clock/", False),
        ("https://www.napo.org.uk/news/kettles", False),
        ("https://www.example.org/?p=123", False),
        ("https://us9.campaign-archive.com/?u=5b1c&id=0123", False),
        ("kettles.html", False),
        ("", False),
        ("http://[here]", False),
    ],
)
def test_the_addresses_of_lists_are_known(address, is_list):
    assert is_list_url(address) is is_list


@given(st.text(max_size=60))
def test_whatever_the_address_nothing_is_raised(address):
    assert isinstance(evidence_of(address, address), AddressEvidence)
