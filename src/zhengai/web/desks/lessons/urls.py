from django.urls import URLPattern, path

from zhengai.web.desks.lessons.answering import lesson_answer, lesson_code
from zhengai.web.desks.lessons.asking import lesson, lesson_close, lessons

urlpatterns: list[URLPattern] = [
    path("lessons/", lessons, name="lessons"),
    path("lessons/<int:number>/", lesson, name="lesson"),
    path("lessons/<int:number>/close/", lesson_close, name="lesson-close"),
    path("lessons/answer/", lesson_code, name="lesson-code"),
    path("lessons/answer/<slug:code>/", lesson_answer, name="lesson-answer"),
]
