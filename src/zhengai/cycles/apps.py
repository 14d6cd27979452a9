from django.apps import AppConfig


class CyclesConfig(AppConfig):
    name = "zhengai.cycles"
    label = "cycles"
    verbose_name = "诊改循环"
