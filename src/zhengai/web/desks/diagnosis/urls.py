from django.urls import URLPattern, path

from zhengai.web.desks.diagnosis.record import record_page
from zhengai.web.desks.diagnosis.round import confirm_chosen, round_page
from zhengai.web.desks.diagnosis.rounds import close_round, desk, open_round
from zhengai.web.desks.diagnosis.saving import confirm_fine, decide, renew, save_point, submit

urlpatterns: list[URLPattern] = [
    path("diagnosis/", desk, name="diagnosis"),
    path("diagnosis/open/", open_round, name="round-open"),
    path("diagnosis/rounds/<int:number>/", round_page, name="round"),
    path("diagnosis/rounds/<int:number>/close/", close_round, name="round-close"),
    path("diagnosis/rounds/<int:number>/confirm/", confirm_chosen, name="round-confirm"),
    path("diagnosis/records/<int:number>/", record_page, name="record"),
    path("diagnosis/records/<int:number>/point/", save_point, name="record-point"),
    path("diagnosis/records/<int:number>/fine/", confirm_fine, name="record-fine"),
    path("diagnosis/records/<int:number>/renew/", renew, name="record-renew"),
    path("diagnosis/records/<int:number>/submit/", submit, name="record-submit"),
    path("diagnosis/records/<int:number>/decide/", decide, name="record-decide"),
]
