"""What came in, when, from where, and how good it was. The rows themselves live in the lake."""

from django.db import models

from zhengai.college.models import College
from zhengai.datacentre.rules import BatchState, CodeAnswer
from zhengai.datacentre.rules.row_change import RowKind, RowState
from zhengai.datacentre.rules.table_change import EDITABLE, TableState


class Batch(models.Model):
    """One attempt to import one file into one dataset. `code` names it in the lake: every stored row carries it."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="batches")
    code = models.CharField("批次号", max_length=40, unique=True)
    dataset = models.CharField("数据集", max_length=60)
    file_name = models.CharField("文件", max_length=255)
    content_hash = models.CharField("内容指纹", max_length=64, blank=True)  # SHA-256 of the file
    fingerprint = models.CharField(
        "导入指纹", max_length=64, blank=True, db_index=True
    )  # see rules.fingerprint
    sheet = models.CharField("工作表", max_length=120, blank=True)
    header_row = models.PositiveIntegerField("表头行", null=True, blank=True)
    mapping = models.JSONField("列对应", default=dict)  # field code → column header
    constants = models.JSONField("固定值", default=dict)  # field code → text for all rows
    source = models.CharField("来源", max_length=60)
    by = models.CharField("导入人", max_length=150)
    strict = models.BooleanField("严格模式", default=False)
    created_at = models.DateTimeField("开始时间")
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)
    state = models.CharField(
        "状态", max_length=20, choices=[(s.value, s.chinese) for s in BatchState], default=BatchState.RUNNING
    )
    rows_read = models.PositiveIntegerField("读取行数", default=0)
    rows_accepted = models.PositiveIntegerField("合格行数", default=0)
    rows_new = models.PositiveIntegerField("新增行数", default=0)
    rows_changed = models.PositiveIntegerField("更新行数", default=0)
    rows_unchanged = models.PositiveIntegerField("未变行数", default=0)
    rows_rejected = models.PositiveIntegerField("退回行数", default=0)
    rows_dropped = models.PositiveIntegerField("重复行数", default=0)
    rows_withdrawn = models.PositiveIntegerField("撤销行数", default=0)
    version = models.PositiveIntegerField(
        "数据版本", null=True, blank=True
    )  # of the lake's table after the batch
    latest_period = models.CharField("最新周期", max_length=20, blank=True)  # of the rows in the file
    # periods that its rows touch, and the longer ones around them: what to compute anew
    periods = models.JSONField("涉及的周期", default=list)
    quality = models.JSONField("质量", default=dict)  # see rules.Quality
    notes = models.JSONField("说明", default=list)  # sentences: warnings, unused columns, skipped rows
    message = models.TextField("结果", blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["college", "dataset", "state"], name="batch_by_dataset")]

    @property
    def rows_moved(self) -> int:
        """Of how many rows the data are other than before: what follows a batch follows from these."""
        return self.rows_new + self.rows_changed + self.rows_withdrawn

    def __str__(self) -> str:
        return f"{self.dataset} {self.file_name} {self.code}"


class ColumnMapping(models.Model):
    """Which column held which field the last time this source sent this dataset."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="column_mappings")
    dataset = models.CharField("数据集", max_length=60)
    source = models.CharField("来源", max_length=60)
    mapping = models.JSONField("列对应", default=dict)  # field code → column header

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["college", "dataset", "source"], name="mapping_once_a_source")
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.dataset}"


class RegisterRow(models.Model):
    """A row of a register that somebody entered or proves: what its files and its changes hang on. The values
    themselves live in the lake."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="register_rows")
    dataset = models.CharField("台账", max_length=60)
    key = models.JSONField("主键", default=list)  # its values as text, in the order of the declaration
    key_text = models.CharField("主键", max_length=400)  # the same as one text, to be found by
    title = models.CharField("名称", max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["college", "dataset", "key_text"], name="register_row_once")
        ]

    def __str__(self) -> str:
        return f"{self.dataset} {self.title}"


class RowChange(models.Model):
    """What one person entered for one row. `batch` is the import that took it in."""

    row = models.ForeignKey(RegisterRow, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField("动作", max_length=20, choices=[(k.value, k.chinese) for k in RowKind])
    values = models.JSONField("登记的内容", default=dict)  # field code → text
    before = models.JSONField("原来的内容", default=dict)  # of a correction and a withdrawal
    by = models.CharField("登记人", max_length=150)
    at = models.DateTimeField("登记时间")
    state = models.CharField(
        "状态", max_length=20, choices=[(s.value, s.chinese) for s in RowState], default=RowState.WAITING
    )
    decided_by = models.CharField("审核人", max_length=150, blank=True)
    decided_at = models.DateTimeField("审核时间", null=True, blank=True)
    note = models.CharField("审核意见", max_length=500, blank=True)
    batch = models.CharField("批次号", max_length=40, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["row"], condition=models.Q(state="waiting"), name="one_waiting_change_a_row"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.row}"


class TableChange(models.Model):
    """整表登记: many rows of a register edited by one person and taken in as one. `period` is "" where the register has
    no time. `batch` brought its new and changed rows, `withdrawal` took others out."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="table_changes")
    dataset = models.CharField("台账", max_length=60)
    period = models.CharField("周期", max_length=20, blank=True)
    by = models.CharField("登记人", max_length=150)
    at = models.DateTimeField("最近改动")
    state = models.CharField(
        "状态", max_length=20, choices=[(s.value, s.chinese) for s in TableState], default=TableState.DRAFT
    )
    decided_by = models.CharField("审核人", max_length=150, blank=True)
    decided_at = models.DateTimeField("审核时间", null=True, blank=True)
    note = models.CharField("审核意见", max_length=500, blank=True)
    batch = models.CharField("批次号", max_length=40, blank=True)
    withdrawal = models.CharField("撤销的批次号", max_length=40, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["college", "dataset", "state"], name="table_change_by_dataset")]

    @property
    def editable(self) -> bool:
        return self.state in EDITABLE

    def __str__(self) -> str:
        return f"{self.dataset} {self.period}"


class TableLine(models.Model):
    """One row of a table that is edited. `key` is empty for a row that is new; `opened` is the batch that had stored the
    row when it was opened, so that what another person does meanwhile is seen."""

    table = models.ForeignKey(TableChange, on_delete=models.CASCADE, related_name="lines")
    place = models.PositiveIntegerField("次序")
    key = models.JSONField("主键", default=list)
    opened = models.CharField("打开时的批次", max_length=40, blank=True)
    before = models.JSONField("原来的内容", default=dict)  # field code → text
    values = models.JSONField("登记的内容", default=dict)
    gone = models.BooleanField("撤销", default=False)
    problems = models.JSONField("问题", default=dict)  # field code → sentence; "" for the row as a whole
    newer = models.BooleanField("另一人改过", default=False)

    class Meta:
        ordering = ["place", "id"]

    @property
    def new(self) -> bool:
        return not self.key

    @property
    def moved(self) -> bool:
        """Whether it says something other than what is stored."""
        if self.new:
            return not self.gone and any(self.values.values())
        return self.gone or self.values != self.before

    def __str__(self) -> str:
        return f"{self.table_id} {self.place}"


class CodeQuestion(models.Model):
    """新代码: a word that a source writes in a field and no choice of the field knows, and what was decided about it.
    `source` is whose words these are ("web" for files that people import on pages); `value` is what the word means;
    `batches` hold rows that wait for the decision."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="+")
    dataset = models.CharField("数据集", max_length=60)
    field = models.CharField("字段", max_length=60)
    source = models.CharField("来源", max_length=60)
    word = models.CharField("写法", max_length=60)
    rows = models.PositiveIntegerField("行数", default=0)
    batches = models.JSONField("批次", default=list)
    state = models.CharField(
        "决定", max_length=10, choices=[(a.value, a.chinese) for a in CodeAnswer], default=CodeAnswer.WAITING
    )
    value = models.CharField("对应的值", max_length=120, blank=True)
    reason = models.CharField("理由", max_length=300, blank=True)
    found_at = models.DateTimeField("发现时间")
    decided_by = models.CharField("决定人", max_length=150, blank=True)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)

    class Meta:
        ordering = ["dataset", "field", "word"]
        constraints = [
            models.UniqueConstraint(
                fields=["college", "dataset", "field", "source", "word"], name="code_question_once_a_source"
            )
        ]

    def __str__(self) -> str:
        return f"{self.dataset}.{self.field} {self.word}"
