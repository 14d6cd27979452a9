from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "zhengai.alerts"
    label = "alerts"
    verbose_name = "监测预警"
