"""What was prepared for the national side, how far it was sent, and what came back."""

from django.db import models

from zhengai.college.models import College
from zhengai.submissions.rules import SubmissionState


class Interface(models.Model):
    """报送设置: how the college's account at the national interface is reached."""

    college = models.OneToOneField(College, on_delete=models.CASCADE, related_name="+")
    school_code = models.CharField("学校代码", max_length=10, blank=True)
    address = models.URLField("接口地址", max_length=300, blank=True)
    token_path = models.CharField("取令牌的路径", max_length=200, default="/oauth/token")
    upload_path = models.CharField("上传的路径", max_length=200, default="/data/upload")
    query_path = models.CharField("查询的路径", max_length=200, blank=True)
    account = models.CharField("账号", max_length=120, blank=True)
    app_key = models.CharField("app_key", max_length=120, blank=True)
    secret = models.TextField("密码", blank=True)  # encrypted, see zhengai.sources.sealing
    size = models.PositiveIntegerField("每次行数", default=500)
    changed_at = models.DateTimeField("修改时间", null=True, blank=True)

    def __str__(self) -> str:
        return self.address or str(self.college)


class RowNumber(models.Model):
    """行号: the number by which a row of ours is known at the national side, for ever: sending it again replaces it
    there instead of doubling it."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="+")
    table = models.CharField("国家数据表", max_length=40)
    key = models.CharField("主键指纹", max_length=64)
    number = models.PositiveBigIntegerField("行号")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["college", "table", "key"], name="row_number_once_a_row"),
            models.UniqueConstraint(fields=["college", "table", "number"], name="row_number_given_once"),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.number}"


class Submission(models.Model):
    """上报: the rows of one national table as they were in one version of our data, written down once. It is sent in
    parcels; what was acknowledged is not sent again."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="submissions")
    table = models.CharField("国家数据表", max_length=40)
    period = models.CharField("周期", max_length=40, blank=True)  # "" = all there is
    versions = models.JSONField("数据版本", default=dict)  # dataset → version
    run = models.PositiveBigIntegerField("计算", null=True, blank=True)  # whose values it holds
    digest = models.CharField("内容指纹", max_length=64)
    rows = models.PositiveIntegerField("行数")
    faults = models.PositiveIntegerField("问题")
    reminders = models.PositiveIntegerField("提醒")
    lacking = models.JSONField("没有来源的必填字段", default=list)
    state = models.CharField("状态", max_length=10, choices=[(s.value, s.chinese) for s in SubmissionState])
    message = models.TextField("结果", blank=True)
    attempts = models.PositiveSmallIntegerField("连续中断", default=0)
    retry_at = models.DateTimeField("自动继续", null=True, blank=True)
    answer = models.JSONField("对方的统计", default=dict)  # of the query interface
    by = models.CharField("生成人", max_length=150)
    made_at = models.DateTimeField("生成时间")
    sent_at = models.DateTimeField("报送时间", null=True, blank=True)
    log = models.JSONField("日志", default=list)  # [time, sentence], oldest first

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["college", "table", "-id"], name="submissions_of_table")]

    def __str__(self) -> str:
        return f"{self.table} {self.period}：{self.get_state_display()}"


class Parcel(models.Model):
    """一次上传的行: goes over the wire whole, with a receipt or not at all."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="parcels")
    number = models.PositiveIntegerField("次序")
    first = models.PositiveIntegerField("从第几行")
    rows = models.PositiveIntegerField("行数")
    tries = models.PositiveSmallIntegerField("试过几次", default=0)
    receipt = models.JSONField("回执", null=True, blank=True)
    sent_at = models.DateTimeField("送达时间", null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "number"], name="parcel_once_a_submission")
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} 第 {self.number} 部分"


class Benchmark(models.Model):
    """外部标杆: what others reach at an indicator, as the national or provincial side or another body published it."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="+")
    indicator = models.CharField("指标", max_length=80)
    level = models.CharField("层面", max_length=30)
    period = models.CharField("周期", max_length=20)
    period_kind = models.CharField("周期类型", max_length=15)
    scope = models.CharField("范围", max_length=60)  # 全国、全省、同类院校 …, as the publisher calls it
    value = models.FloatField("值")
    source = models.CharField("来源", max_length=200)
    by = models.CharField("导入人", max_length=150)
    at = models.DateTimeField("导入时间")

    class Meta:
        ordering = ["indicator", "level", "-period", "scope"]
        constraints = [
            models.UniqueConstraint(
                fields=["college", "indicator", "level", "period", "scope"], name="benchmark_once_a_scope"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.scope} {self.period} = {self.value}"


class ReturnedProblem(models.Model):
    """返回的问题: what a quality report of the national side says of one of our tables, fields or rows."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="+")
    report = models.CharField("报告", max_length=120)
    table = models.CharField("国家数据表", max_length=40)
    field = models.CharField("字段", max_length=60, blank=True)
    key = models.CharField("主键", max_length=64, blank=True)
    text = models.TextField("问题")
    by = models.CharField("导入人", max_length=150)
    at = models.DateTimeField("导入时间")

    class Meta:
        ordering = ["-at", "table", "field", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["college", "report", "table", "field", "key"], name="returned_once_a_report"
            )
        ]
        indexes = [models.Index(fields=["college", "table", "-at"], name="returned_of_table")]

    def __str__(self) -> str:
        return f"{self.table} {self.field} {self.key}：{self.text}"
