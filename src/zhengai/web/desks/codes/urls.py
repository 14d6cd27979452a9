from django.urls import URLPattern, path

from zhengai.web.desks.codes.tables import table, tables
from zhengai.web.desks.codes.words import add, decide, word, words

urlpatterns: list[URLPattern] = [
    path("codes/", tables, name="code-tables"),
    path("codes/words/", words, name="code-words"),
    path("codes/words/new/", add, name="code-word-new"),
    path("codes/words/<int:number>/", word, name="code-word"),
    path("codes/words/<int:number>/decide/", decide, name="code-word-decide"),
    path("codes/<str:code>/", table, name="code-table"),
]
