from django.urls import URLPattern, path

from zhengai.web.desks.library.deciding import ask, decide
from zhengai.web.desks.library.entry import entry
from zhengai.web.desks.library.importing import take
from zhengai.web.desks.library.listed import library
from zhengai.web.desks.library.policies import policies
from zhengai.web.desks.library.proposing import add, propose

urlpatterns: list[URLPattern] = [
    path("library/", library, name="library"),
    path("library/import/", take, name="library-import"),
    path("library/new/", add, name="library-new"),
    path("library/policies/", policies, name="policies"),
    path("library/<int:number>/", entry, name="library-standard"),
    path("library/<int:number>/propose/", propose, name="library-propose"),
    path("library/<int:number>/decide/", decide, name="library-decide"),
    path("library/<int:number>/ask/", ask, name="library-ask"),
]
