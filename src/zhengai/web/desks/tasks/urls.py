from django.urls import URLPattern, path

from zhengai.web.desks.tasks.book import book
from zhengai.web.desks.tasks.bringing import bring
from zhengai.web.desks.tasks.leftover import leftover
from zhengai.web.desks.tasks.listed import tasks
from zhengai.web.desks.tasks.moving import beat, carry, months, move
from zhengai.web.desks.tasks.system import write_system
from zhengai.web.desks.tasks.tables import table
from zhengai.web.desks.tasks.task import task
from zhengai.web.desks.tasks.writing import add, change

urlpatterns: list[URLPattern] = [
    path("tasks/", tasks, name="tasks"),
    path("tasks/new/", add, name="task-new"),
    path("tasks/book/", book, name="task-book"),
    path("tasks/carry/", carry, name="tasks-carry"),
    path("tasks/leftover/", leftover, name="tasks-leftover"),
    path("tasks/system/", write_system, name="system-task"),
    path("tasks/tables/<slug:code>/", table, name="table"),
    path("tasks/tables/<slug:code>/import/", bring, name="table-import"),
    path("tasks/<int:number>/", task, name="task"),
    path("tasks/<int:number>/change/", change, name="task-change"),
    path("tasks/<int:number>/months/", months, name="task-months"),
    path("tasks/<int:number>/move/", move, name="task-move"),
    path("tasks/<int:number>/beat/", beat, name="task-beat"),
]
