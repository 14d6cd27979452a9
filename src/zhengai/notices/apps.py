from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "zhengai.notices"
    label = "notices"
    verbose_name = "消息"
