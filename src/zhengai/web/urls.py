"""All addresses."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, path

from zhengai.web.components.gallery import gallery
from zhengai.web.desks.alerts.alert import alert, respond
from zhengai.web.desks.alerts.desk import desk
from zhengai.web.desks.indicators.dictionary import dictionary
from zhengai.web.desks.indicators.indicator import indicator
from zhengai.web.desks.indicators.value import value
from zhengai.web.desks.workbench.bench import home
from zhengai.web.shell.sign_in import SignIn, SignOut
from zhengai.web.shell.theme import choose_theme

urlpatterns: list[URLPattern] = [
    path("", home, name="home"),
    path("sign-in/", SignIn.as_view(), name="sign-in"),
    path("sign-out/", SignOut.as_view(), name="sign-out"),
    path("theme/", login_not_required(choose_theme), name="theme"),
    path("components/", gallery, name="components"),
    path("alerts/", desk, name="alerts"),
    path("alerts/<int:number>/", alert, name="alert"),
    path("alerts/<int:number>/respond/", respond, name="alert-respond"),
    path("indicators/", dictionary, name="indicators"),
    path("indicators/<slug:code>/", indicator, name="indicator"),
    path("indicators/<slug:code>/value/", value, name="indicator-value"),
]
