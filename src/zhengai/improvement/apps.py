from django.apps import AppConfig


class ImprovementConfig(AppConfig):
    name = "zhengai.improvement"
    label = "improvement"
    verbose_name = "改进"
