"""Every address, grouped by noun. The demo's door has one in the demo only."""

from django.conf import settings
from django.urls import URLPattern, path

from evenhand.web import glossary, home
from evenhand.web.sign_in import views as sign_in


urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("rows/", home.choose_rows, name="choose-density"),
    path("glossary/", glossary.glossary, name="glossary"),
    # sign-in/
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
]

if settings.DEMO_DOOR:
    from evenhand.web.sign_in import demo

    urlpatterns += [
        # demo/
        path("demo/", demo.demo_door, name="demo-door"),
        path("demo/<slug:username>/", demo.enter_demo, name="enter-demo"),
    ]

handler403 = "evenhand.web.errors.not_allowed"
handler404 = "evenhand.web.errors.not_found"
handler500 = "evenhand.web.errors.something_wrong"
