from django.urls import URLPattern, path

from zhengai.web.desks.teaching.courses import courses, courses_take
from zhengai.web.desks.teaching.importing import files_import, files_take
from zhengai.web.desks.teaching.listed import teaching
from zhengai.web.desks.teaching.scheme import scheme, scheme_move, scheme_write
from zhengai.web.desks.teaching.schemes import scheme_open, schemes
from zhengai.web.desks.teaching.subject import file_note, subject_files

urlpatterns: list[URLPattern] = [
    path("teaching/", teaching, name="teaching"),
    path("teaching/import/", files_import, name="teaching-import"),
    path("teaching/import/take/", files_take, name="teaching-take"),
    path("teaching/<str:level>/<str:code>/", subject_files, name="teaching-files"),
    path("teaching/<str:level>/<str:code>/note/", file_note, name="teaching-note"),
    path("training/", schemes, name="training-schemes"),
    path("training/open/", scheme_open, name="training-open"),
    path("training/<int:number>/", scheme, name="training-scheme"),
    path("training/<int:number>/write/", scheme_write, name="training-write"),
    path("training/<int:number>/move/", scheme_move, name="training-move"),
    path("training/<int:number>/courses/", courses, name="training-courses"),
    path("training/<int:number>/courses/take/", courses_take, name="training-courses-take"),
]
