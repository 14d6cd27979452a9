"""Help for words that are not everyday Chinese: one sentence each, beside the word where it first stands on a page."""

TERMS = {
    "主体": "数据、目标和预警所属的对象：学校、专业、课程、教师或学生。",
    "螺旋在转": "本周期里，从定目标到改进至少有一个环节已经留下证据的主体所占的比例。",
    "质控点": "一项指标在一个层面上的界限：目标值、标准值、预警值，各有依据；每次计算后按它判断。",
    "校均": "本校同一层面全部对象合在一起算的值，不是各个值的平均。",
    "基线": "定目标时这项指标最近一个周期的值。",
}


def help_for(word: str) -> str:
    """Raises KeyError for a word without a sentence: a page must not promise help it does not have."""
    return TERMS[word]
