from collections.abc import Callable

import pytest
from django.test import Client

from tests.web.school import School
from zhengai.core.actions import advance_job, fail_job, finish_job, open_job, start_job
from zhengai.core.models import Job
from zhengai.web.components import jobs

Browse = Callable[[str], Client]
PART = {"HX-Request": "true"}


@pytest.fixture
def job(school: School) -> Job:
    return open_job(college=school.college.code, kind="a.b", title="计算指标", arguments={}, by="wang")


def page(client: Client, job: Job, query: str = "", **headers: str) -> str:
    return client.get(f"/jobs/{job.pk}/{query}", headers=headers).content.decode()


def test_a_running_job_asks_again_and_shows_how_far_it_is(signed_in: Browse, job: Job) -> None:
    start_job(job=job)
    advance_job(job=job, done=1, total=4, message="正在检查")
    whole = page(signed_in("wang"), job)
    assert 'value="25"' in whole
    assert "正在检查。" in whole
    part = page(signed_in("wang"), job, **PART)
    assert "<html" not in part
    assert 'hx-trigger="every 1500ms"' in part


def test_a_finished_job_asks_no_more_and_links_to_its_result(
    signed_in: Browse, school: School, job: Job
) -> None:
    start_job(job=job)
    links = [["护理学基础的预警", f"alert:{school.alert.pk}"], ["不在了", "nothing:1"]]
    finish_job(job=job, message="好了", result={"links": links})
    text = page(signed_in("lin"), job)
    assert "hx-trigger" not in text.partition('class="z-job"')[2]
    assert f'href="/alerts/{school.alert.pk}/"' in text
    assert "不在了" not in text


def test_a_failed_job_says_why(signed_in: Browse, job: Job) -> None:
    fail_job(job=job, message="后台进程中断了")
    assert "后台进程中断了。" in page(signed_in("wang"), job)


def test_a_page_around_the_job_comes_anew_when_it_ends(signed_in: Browse, job: Job) -> None:
    client = signed_in("wang")
    address = f"/jobs/{job.pk}/?reload=1"
    assert "HX-Refresh" not in client.get(address, headers=PART).headers
    start_job(job=job)
    finish_job(job=job, message="好了", result={})
    assert client.get(address, headers=PART).headers["HX-Refresh"] == "true"
    assert "HX-Refresh" not in client.get(address).headers


def test_waiting_without_a_worker_is_told(
    signed_in: Browse, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "轮到时自动开始" in page(signed_in("wang"), job)
    monkeypatch.setattr(jobs, "worker_lives", lambda: False)
    assert "后台进程还没有运行" in page(signed_in("wang"), job)


def test_a_job_of_another_college_is_nobodys(signed_in: Browse, job: Job) -> None:
    Job.objects.update(college="OTHER")
    assert signed_in("wang").get(f"/jobs/{job.pk}/").status_code == 404
