from django.apps import AppConfig


class PerformanceConfig(AppConfig):
    name = "zhengai.performance"
    label = "performance"
    verbose_name = "结果运用"
