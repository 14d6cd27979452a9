from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "zhengai.intake"
    label = "intake"
    verbose_name = "方案导入"
