"""The register of sources, what each feeds, and every time its data were collected. Rows themselves go to the lake."""

from django.db import models

from zhengai.college.models import College
from zhengai.sources.rules import Access, CollectionState, Frequency


class Source(models.Model):
    """数据源: a system, folder or person that data come from. Its state is derived (see rules.state_of)."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="sources")
    code = models.CharField("代码", max_length=80)
    name = models.CharField("名称", max_length=120)
    owner = models.CharField("责任部门", max_length=120, blank=True)
    person = models.CharField("负责人", max_length=150, blank=True)
    access = models.CharField(
        "接入方式", max_length=10, blank=True, choices=[(a.value, a.chinese) for a in Access]
    )
    frequency = models.CharField(
        "频率", max_length=10, default=Frequency.MANUAL, choices=[(f.value, f.chinese) for f in Frequency]
    )
    at = models.TimeField("几点", null=True, blank=True)
    enabled = models.BooleanField("启用", default=False)
    settings = models.JSONField("接入设置", default=dict)  # see the connector; nothing secret
    secret = models.TextField("凭据", blank=True)  # encrypted, see sealing
    note = models.TextField("说明", blank=True)
    attempts = models.PositiveSmallIntegerField("连续失败", default=0)
    retry_at = models.DateTimeField("下次重试", null=True, blank=True)
    since = models.DateTimeField("启用时间", null=True, blank=True)  # from when data are expected
    created_at = models.DateTimeField("登记时间")

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["college", "code"], name="source_once_a_college")]

    def __str__(self) -> str:
        return self.name


class Feed(models.Model):
    """供数: one dataset that a source feeds, how far it was read, and what its columns were when it was taken into
    use. `cursor` moves only after the batch that brought the rows in."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="feeds")
    dataset = models.CharField("数据集", max_length=60)
    mapping = models.JSONField("列对应", default=dict)  # field code → column
    constants = models.JSONField("固定值", default=dict)  # field code → text for all rows
    settings = models.JSONField("取数设置", default=dict)  # see the connector
    cursor = models.CharField("读到哪里", max_length=120, blank=True)
    columns = models.JSONField("认定的列", default=dict)  # column → kind; empty = not yet known
    used = models.JSONField("用到的列", default=list)  # those of them that hold fields
    succeeded_at = models.DateTimeField("最近成功", null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["source", "dataset"], name="feed_once_a_source")]

    def __str__(self) -> str:
        return f"{self.source} → {self.dataset}"


class Collection(models.Model):
    """采集: one time that data came from a source for one dataset. What was fetched lies as a file in its folder until
    it is in: a process that dies loses nothing and doubles nothing."""

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="collections")
    state = models.CharField(
        "状态",
        max_length=10,
        default=CollectionState.RUNNING,
        choices=[(s.value, s.chinese) for s in CollectionState],
    )
    by = models.CharField("发起人", max_length=150)
    started_at = models.DateTimeField("开始")
    finished_at = models.DateTimeField("结束", null=True, blank=True)
    file_name = models.CharField("取到的文件", max_length=255, blank=True)
    fetched = models.BooleanField("已取完", default=False)  # the file is whole: it can be brought in again
    first = models.BooleanField(
        "首次全量", default=False
    )  # read from the beginning: says nothing of the usual
    rows = models.PositiveIntegerField("行数", default=0)
    columns = models.JSONField("列", default=dict)  # column → kind, as found
    cursor = models.CharField("读到哪里", max_length=120, blank=True)  # where the feed's moves to
    batch = models.CharField("批次号", max_length=40, blank=True)
    key = models.CharField("幂等键", max_length=120, null=True, blank=True)  # what a sender calls its message
    digest = models.CharField("内容指纹", max_length=64, blank=True)  # of that message
    message = models.TextField("结果", blank=True)
    log = models.JSONField("日志", default=list)  # [time, sentence], oldest first

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["feed", "key"], name="message_once_a_feed")]
        indexes = [models.Index(fields=["feed", "state"], name="collections_by_state")]

    def __str__(self) -> str:
        return f"{self.feed} {self.started_at:%Y-%m-%d %H:%M}"


class Nonce(models.Model):
    """随机串: of a signed request that was taken; the same one is not taken again. Forgotten when its clock is past."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="nonces")
    value = models.CharField("随机串", max_length=64)
    at = models.DateTimeField("收到时间", db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "value"], name="nonce_once_a_source")]

    def __str__(self) -> str:
        return self.value


class Statement(models.Model):
    """学习记录: an xAPI statement that came in; another with the same id and content is the same one."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="statements")
    code = models.UUIDField("语句编号")
    digest = models.CharField("内容指纹", max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "code"], name="statement_once_a_source")]

    def __str__(self) -> str:
        return str(self.code)
