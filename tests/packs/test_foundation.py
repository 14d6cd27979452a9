"""The shipped pack: every definition can be read, says what it means and where it comes from, and computes."""

import re

import pytest

from tests.packs.conftest import PERIODS, Foundation, Values
from tests.packs.sample_source import CALENDAR_OF_SAMPLE, small
from zhengai.cli.commands.packs import CATEGORIES
from zhengai.framework import queries
from zhengai.sample import registers
from zhengai.sample.identity import AS_OF, COLLEGE_CATEGORY
from zhengai.sample.truths import Expected, truths
from zhengai.standards.rules.checking import problems_of
from zhengai.standards.rules.specification import ResponsibleKind
from zhengai_engine.formulas import Vocabulary, parse, to_text
from zhengai_engine.model.indicator import IndicatorKind
from zhengai_engine.scoring import Grade, judge

# the sample has grades and evaluations of one academic year, so there is nothing to compare them with
NEEDS_TWO_YEARS = {"pass_rate_yoy", "average_grade_yoy", "evaluation_score_yoy"}
DOCUMENTS = re.compile(
    r"教发〔2004〕2号|教师厅〔2022〕2号|状态数据表|江西省 2023 年高职年度考核|常用|学业预警规则|校内设定"
)
FIVE_LEVELS = {"college", "programme", "course", "teacher", "student"}


def departments() -> set[str]:
    return {str(row[1]) for row in registers.departments(small())}


def test_the_structure_is_sound() -> None:
    assert queries.check_pack("foundation") == []


def test_there_are_indicators_at_all_five_levels(foundation: Foundation) -> None:
    assert len(foundation.indicators) >= 65
    reached = [level for each in foundation.indicators.values() for level in each.levels]
    assert set(reached) >= FIVE_LEVELS | {"department", "class"}
    assert min(reached.count(level) for level in FIVE_LEVELS) >= 10


def test_every_indicator_says_what_it_means(foundation: Foundation) -> None:
    for each in foundation.indicators.values():
        assert each.meaning.endswith("。"), each.code
        assert each.english, each.code
        assert each.unit, each.code
        assert DOCUMENTS.search(each.source) or "规则" in each.source, (each.code, each.source)
        assert each.owner in departments(), (each.code, each.owner)
        assert (each.unit == "%") or each.kind is not IndicatorKind.RATIO, each.code


def test_names_are_unique(foundation: Foundation) -> None:
    every = foundation.indicators.values()
    assert len({each.name for each in every}) == len(every)
    assert len({each.english for each in every}) == len(every)


def test_every_formula_reads_back_in_both_languages(foundation: Foundation) -> None:
    words = Vocabulary.of(foundation.catalogue, foundation.indicators)
    for each in foundation.indicators.values():
        for language in ("zh", "en"):
            written = to_text(each.expression, words, language=language)
            assert parse(written, words) == each.expression, (each.code, written)


def test_every_indicator_has_values_at_each_of_its_levels(foundation: Foundation, values: Values) -> None:
    silent = {
        (code, level)
        for code, each in foundation.indicators.items()
        for level in each.levels
        if all(
            value.value is None
            for kind in each.periods
            for period in PERIODS[kind]
            for value in values[code, level, period].values()
        )
    }
    assert {code for code, _ in silent} == NEEDS_TWO_YEARS


def test_control_points_fit_the_indicators(foundation: Foundation) -> None:
    assert [p for rule in foundation.rules.values() for p in problems_of(rule, foundation.indicators)] == []


def test_control_points_name_their_source_and_departments(foundation: Foundation) -> None:
    for rule in foundation.rules.values():
        assert DOCUMENTS.search(rule.source) or "规则" in rule.source, (rule.code, rule.source)
        if rule.responsible.kind is ResponsibleKind.DEPARTMENT:
            assert rule.responsible.department in departments(), rule.code


# 教发〔2004〕2号 for 高职: 生师比, 研究生学位, 用房, 设备, 图书; passes and, in brackets, 限制招生
NATIONAL = {
    ("综合", "师范", "民族"): ((18, 22), (0.15, 0.05), (14, 8), (4000, 2500), (80, 45)),
    ("工科", "农业", "林业"): ((18, 22), (0.15, 0.05), (16, 9), (4000, 2500), (60, 35)),
    ("医学",): ((16, 22), (0.15, 0.05), (16, 9), (4000, 2500), (60, 35)),
    ("语文", "财经", "政法"): ((18, 23), (0.15, 0.05), (9, 5), (3000, 2000), (80, 45)),
    ("体育",): ((13, 17), (0.15, 0.05), (22, 13), (3000, 2000), (50, 30)),
    ("艺术",): ((13, 17), (0.15, 0.05), (18, 11), (3000, 2000), (60, 35)),
}
BASIC = (
    "condition_student_teacher_ratio",
    "condition_graduate_degree",
    "condition_teaching_area",
    "condition_equipment",
    "condition_books",
)


@pytest.mark.parametrize(("categories", "table"), NATIONAL.items())
def test_the_national_limits_of_every_category(
    foundation: Foundation, categories: tuple[str, ...], table: tuple[tuple[float, float], ...]
) -> None:
    for category in categories:
        for code, (passes, restricted) in zip(BASIC, table, strict=True):
            limits = foundation.rules[code].values_for(category)
            assert limits is not None
            assert limits.standard is not None
            severe = limits.warning(Grade.SEVERE)
            assert severe is not None
            assert (limits.standard.value, severe.value) == (passes, restricted), (code, category)


def test_every_category_of_the_command_line_has_limits() -> None:
    assert set(CATEGORIES) == {category for categories in NATIONAL for category in categories}


def test_monitored_conditions_apply_to_every_category(foundation: Foundation) -> None:
    conditions = [rule for code, rule in foundation.rules.items() if code.startswith("condition_")]
    assert len(conditions) >= 14
    for rule in conditions:
        assert all(rule.values_for(category) for category in CATEGORIES), rule.code


def test_exactly_the_planted_truths_pass_a_limit(foundation: Foundation, values: Values) -> None:
    raised: dict[tuple[str, str], list[str]] = {}
    for rule in foundation.rules.values():
        limits = rule.values_for(COLLEGE_CATEGORY)
        assert limits is not None
        for code in PERIODS[rule.period]:
            if not rule.running and CALENDAR_OF_SAMPLE.period(code).end >= AS_OF:
                continue
            for subject, value in values[rule.indicator, rule.level, code].items():
                others = {
                    each: values[each, rule.level, code][subject].value
                    for each in rule.indicators() - {rule.indicator}
                }
                judgement = judge(
                    value.value, limits, denominator=value.denominator, judging=rule.judging, others=others
                )
                if judgement.grade is not None:
                    raised.setdefault((rule.code, subject), []).append(judgement.grade)
    planted = [each for each in truths(small()) if each.expected is Expected.LIMIT]
    assert set(raised) == {(each.rule, each.subject) for each in planted}
    assert {key: max(grades, key=lambda g: Grade(g).rank) for key, grades in raised.items()} == {
        (each.rule, each.subject): each.grade for each in planted
    }


def test_data_that_stopped_has_no_value_and_is_no_pass(values: Values) -> None:
    (before,) = values["room_utilisation", "college", "2026-2027-1-W08"].values()
    (after,) = values["room_utilisation", "college", "2026-2027-1-W09"].values()
    assert before.value is not None
    assert (after.value, after.reason) == (None, "no_data")
