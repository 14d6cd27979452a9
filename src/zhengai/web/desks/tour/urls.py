from django.urls import URLPattern, path

from zhengai.web.desks.tour.tour import move_day, take_file, tour

urlpatterns: list[URLPattern] = [
    path("tour/", tour, name="tour"),
    path("tour/day/", move_day, name="tour-day"),
    path("tour/files/<int:number>/", take_file, name="tour-file"),
]
