"""The sets of people that many pages share."""

from tests.web.school import CAST

EVERYBODY = frozenset(username for username, *_ in CAST)
ADMINISTRATORS = frozenset({"sys", "sec", "aud"})
SEEING = EVERYBODY - ADMINISTRATORS - {"xu"}
PUBLIC = EVERYBODY | {""}
# those who reach the first course of the school of tests
REACHING_COURSE = frozenset({"chen", "lin", "han", "zhou", "wu", "zheng", "sun", "he", "qian", "feng"})

Table = dict[str, tuple[str, frozenset[str]]]
