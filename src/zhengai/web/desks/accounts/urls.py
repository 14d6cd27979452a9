from django.urls import URLPattern, path

from zhengai.web.desks.accounts import account, granting, keeping, listed, opening, own, posts

urlpatterns: list[URLPattern] = [
    path("accounts/", listed.listed, name="accounts"),
    path("accounts/new/", keeping.new, name="account-new"),
    path("accounts/open/", opening.begin, name="accounts-open"),
    path("accounts/open/start/", opening.start, name="accounts-start"),
    path("accounts/handouts/<int:number>/", opening.handout, name="handout"),
    path("accounts/handouts/<int:number>/take/", opening.take, name="handout-take"),
    path("accounts/handouts/<int:number>/renew/", opening.renew, name="handout-renew"),
    path("accounts/grants/<int:number>/end/", granting.end, name="grant-end"),
    path("accounts/posts/", posts.post_roles, name="post-roles"),
    path("accounts/posts/<int:number>/", posts.post_role, name="post-role"),
    path("accounts/<int:number>/", account.account, name="account"),
    path("accounts/<int:number>/rename/", keeping.rename, name="account-rename"),
    path("accounts/<int:number>/reset/", keeping.reset, name="account-reset"),
    path("accounts/<int:number>/switch/", keeping.switch, name="account-switch"),
    path("accounts/<int:number>/grant/", granting.give, name="account-grant"),
    path("account/", own.own, name="my-account"),
    path("account/password/", own.change, name="password-change"),
]
