"""A subject beside the standards of its level."""

from tests.web.access.words import Table

# those who see the teacher 王静: the college, the department, the programme, herself; nobody from outside
SEEING_TEACHER = frozenset({"chen", "lin", "han", "zhou", "wu", "wang", "sun", "he"})

SEEING_PROGRAMME = frozenset({"chen", "lin", "han", "zhou", "wu", "sun", "he", "qian", "feng"})

PAGES: Table = {
    "subject-standards": ("/levels/teacher/T0004/standards/", SEEING_TEACHER),
    "abilities": ("/levels/programme/P001/abilities/", SEEING_PROGRAMME),
}
POSTS: Table = {
    "ladder-note": ("/levels/teacher/T0004/standards/note/", frozenset({"lin", "han", "zhou", "wang"})),
    "abilities-import": ("/levels/programme/P001/abilities/import/", frozenset({"lin", "han", "zhou", "wu"})),
    "ladder-recognise": (
        "/levels/teacher/T0004/standards/recognise/",
        frozenset({"chen", "lin", "han", "zhou"}),
    ),
}
