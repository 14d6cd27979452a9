from django.apps import AppConfig


class DataCentreConfig(AppConfig):
    name = "zhengai.datacentre"
    label = "datacentre"
    verbose_name = "校本数据中心"
