from django.urls import URLPattern, path

from zhengai.web.desks.registers.changes import change, changes, decide, drop
from zhengai.web.desks.registers.listed import listed
from zhengai.web.desks.registers.register import register
from zhengai.web.desks.registers.row import prove, row
from zhengai.web.desks.registers.writing import row_correct, row_new, row_withdraw

urlpatterns: list[URLPattern] = [
    path("registers/", listed, name="registers"),
    path("registers/changes/", changes, name="register-changes"),
    path("registers/<slug:code>/", register, name="register"),
    path("registers/<slug:code>/new/", row_new, name="register-new"),
    path("registers/<slug:code>/row/", row, name="register-row"),
    path("registers/<slug:code>/row/prove/", prove, name="register-prove"),
    path("registers/<slug:code>/correct/", row_correct, name="register-correct"),
    path("registers/<slug:code>/withdraw/", row_withdraw, name="register-withdraw"),
    path("registers/<slug:code>/changes/<int:number>/", change, name="register-change"),
    path("registers/<slug:code>/changes/<int:number>/decide/", decide, name="register-decide"),
    path("registers/<slug:code>/changes/<int:number>/drop/", drop, name="register-drop"),
]
