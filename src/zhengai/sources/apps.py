from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "zhengai.sources"
    label = "sources"
    verbose_name = "数据源"
