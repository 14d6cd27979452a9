from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "zhengai.evidence"
    label = "evidence"
    verbose_name = "佐证文件"
