from django.apps import AppConfig


class RegulationsConfig(AppConfig):
    name = "zhengai.regulations"
    label = "regulations"
    verbose_name = "制度"
