from django.urls import URLPattern, path

from zhengai.web.desks.quality.board import board, judge_now
from zhengai.web.desks.quality.coverage import coverage
from zhengai.web.desks.quality.dictionary import dictionary
from zhengai.web.desks.quality.rule import rule
from zhengai.web.desks.quality.suspect import ask, decide, suspect, withdraw
from zhengai.web.desks.quality.suspects import suspects
from zhengai.web.desks.quality.trend import trend

urlpatterns: list[URLPattern] = [
    path("quality/", board, name="quality"),
    path("quality/judge/", judge_now, name="quality-judge"),
    path("quality/trend/", trend, name="quality-trend"),
    path("quality/coverage/", coverage, name="coverage"),
    path("quality/dictionary/", dictionary, name="data-dictionary"),
    path("quality/suspects/", suspects, name="suspects"),
    path("quality/suspects/<int:number>/", suspect, name="suspect"),
    path("quality/suspects/<int:number>/ask/", ask, name="suspect-ask"),
    path("quality/suspects/<int:number>/withdraw/", withdraw, name="suspect-withdraw"),
    path("quality/suspects/<int:number>/decide/", decide, name="suspect-decide"),
    path("quality/owners/<str:owner>/", suspects, name="suspects-of"),
    path("quality/rules/<str:code>/", rule, name="quality-rule"),
]
