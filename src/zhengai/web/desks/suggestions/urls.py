from django.urls import URLPattern, path

from zhengai.web.desks.suggestions.listed import suggestion_new, suggestions
from zhengai.web.desks.suggestions.suggestion import suggestion, suggestion_move

urlpatterns: list[URLPattern] = [
    path("suggestions/", suggestions, name="suggestions"),
    path("suggestions/new/", suggestion_new, name="suggestion-new"),
    path("suggestions/<int:number>/", suggestion, name="suggestion"),
    path("suggestions/<int:number>/move/", suggestion_move, name="suggestion-move"),
]
