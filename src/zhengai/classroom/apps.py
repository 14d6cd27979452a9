from django.apps import AppConfig


class ClassroomConfig(AppConfig):
    name = "zhengai.classroom"
    label = "classroom"
    verbose_name = "课堂"
