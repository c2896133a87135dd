from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "evenhand.config"
    label = "config"
