from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "zhengai.web"
    label = "web"
    verbose_name = "门户"
