from django.urls import URLPattern, path

from zhengai.web.desks.registers.changes import change, changes, decide, drop
from zhengai.web.desks.registers.listed import listed
from zhengai.web.desks.registers.register import register
from zhengai.web.desks.registers.row import prove, reveal, row
from zhengai.web.desks.registers.whole import decide_table, register_table, register_tables
from zhengai.web.desks.registers.whole_typing import save_table
from zhengai.web.desks.registers.writing import row_correct, row_new, row_withdraw

urlpatterns: list[URLPattern] = [
    path("registers/", listed, name="registers"),
    path("registers/changes/", changes, name="register-changes"),
    path("registers/<slug:code>/", register, name="register"),
    path("registers/<slug:code>/new/", row_new, name="register-new"),
    path("registers/<slug:code>/row/", row, name="register-row"),
    path("registers/<slug:code>/row/reveal/", reveal, name="register-reveal"),
    path("registers/<slug:code>/row/prove/", prove, name="register-prove"),
    path("registers/<slug:code>/correct/", row_correct, name="register-correct"),
    path("registers/<slug:code>/withdraw/", row_withdraw, name="register-withdraw"),
    path("registers/<slug:code>/tables/", register_tables, name="register-tables"),
    path("registers/<slug:code>/tables/<int:number>/", register_table, name="register-table"),
    path("registers/<slug:code>/tables/<int:number>/save/", save_table, name="register-table-save"),
    path("registers/<slug:code>/tables/<int:number>/decide/", decide_table, name="register-table-decide"),
    path("registers/<slug:code>/changes/<int:number>/", change, name="register-change"),
    path("registers/<slug:code>/changes/<int:number>/decide/", decide, name="register-decide"),
    path("registers/<slug:code>/changes/<int:number>/drop/", drop, name="register-drop"),
]
