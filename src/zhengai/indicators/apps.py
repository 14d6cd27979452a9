from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "zhengai.indicators"
    label = "indicators"
    verbose_name = "指标"
