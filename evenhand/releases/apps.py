from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    name = "evenhand.releases"
    label = "releases"
