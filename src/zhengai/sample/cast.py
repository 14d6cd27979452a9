"""The persons the story and the demo accounts need, and the subjects they stand for."""

# name → programme in which the person teaches
TEACHERS: dict[str, str] = {
    "周岚": "P0201",
    "郑怡": "P0201",
    "吴桐": "P0202",
    "王静": "P0203",
    "赵宁": "P0302",
}
HEAD = ("D02", "周岚")
PROGRAMME_LEADER = ("P0202", "吴桐")
COURSE_LEADER = "郑怡"  # of the course whose absence rises
ADVISER = "赵宁"  # of the class of the student who stops coming
STUDENT = "李晓"  # in the same class, all in order

NAMES = frozenset({*TEACHERS, STUDENT, "陈立", "林敏", "孙越", "何川", "韩青", "钱方", "冯远", "许安"})

RISING_COURSE_STUDY = 3  # the course the second-year classes of 信息工程学院 begin the semester with
RISING_COHORT = 2025
FALLING_PROGRAMME = "P0202"
CHANGED_TEACHER = "王静"
CHANGED_COURSE = "GG0201"  # 信息技术, a public course opened by 信息工程学院
CHANGED_OFFERINGS = (2, 3)  # of the classes that take it in the spring
ABSENT_CLASS = ("P0302", 2025)
ABSENT_STUDENT_SEAT = 6
STUDENT_SEAT = 11
ABSENT_FROM_WEEK = 8
FEED_STOPS_AFTER_WEEK = 8
FLU_GROUP = ("D04", 1)  # department and course number whose first-year classes had flu
FLU_WEEK = 9
ELECTIVE_CLASS = ("P0401", 2025)
ELECTIVE_CODE = "GX0001"
ELECTIVE_NAME = "茶艺与礼仪"
ELECTIVE_STUDENTS = 4
