from django.urls import URLPattern, path

from zhengai.web.desks.organisation import seating
from zhengai.web.desks.organisation.body import body
from zhengai.web.desks.organisation.editing import body_edit, body_new
from zhengai.web.desks.organisation.tree import bodies

urlpatterns: list[URLPattern] = [
    path("organisation/", bodies, name="bodies"),
    path("organisation/new/", body_new, name="body-new"),
    path("organisation/bodies/<str:code>/", body, name="body"),
    path("organisation/bodies/<str:code>/edit/", body_edit, name="body-edit"),
    path("organisation/bodies/<str:code>/seat/", seating.seat, name="body-seat"),
    path("organisation/bodies/<str:code>/duties/", seating.fulfil, name="duty-fulfil"),
    path("organisation/members/<int:number>/end/", seating.member_end, name="member-end"),
    path(
        "organisation/bodies/<str:code>/fulfilments/<int:number>/drop/",
        seating.fulfilment_drop,
        name="fulfilment-drop",
    ),
]
