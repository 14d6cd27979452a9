from django.apps import AppConfig


class CollegeConfig(AppConfig):
    name = "zhengai.college"
    label = "college"
    verbose_name = "学校与质量主体"
