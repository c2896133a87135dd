from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "evenhand.casework"
    label = "casework"
