from django.apps import AppConfig


class FrameworkConfig(AppConfig):
    name = "zhengai.framework"
    label = "framework"
    verbose_name = "方案包"
