from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    name = "zhengai.submissions"
    label = "submissions"
    verbose_name = "国家数据报送"
